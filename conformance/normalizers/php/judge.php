<?php

/** Judges receive.php by the decode vectors: php judge.php SCHEMAS_DIR DECODE_VECTORS */

declare(strict_types=1);

namespace TelephonyWebhooks;

$canRun = $argc === 3 && is_dir($argv[1]) && is_file($argv[2]);
if (!$canRun || !stream_resolve_include_path('JsonSchema/autoload.php')) {
    fwrite(STDERR, "Usage: php judge.php SCHEMAS_DIR DECODE_VECTORS, with php-json-schema installed\n");
    exit(2);
}
require 'JsonSchema/autoload.php';
foreach (['json-text', 'form', 'decode', 'clean', 'identify', 'normalize', 'receive'] as $file) {
    require __DIR__ . "/$file.php";
}

/** The schemas of a provider's events, by event. */
function loadSchemas(string $folder): array
{
    $schemas = [];
    foreach (glob("$folder/*.schema.json") as $path) {
        if (!str_contains($path, '.reply.')) {
            $schema = json_decode(file_get_contents($path), flags: JSON_THROW_ON_ERROR);
            $schemas[lcfirst($schema->title)] = $schema;
        }
    }
    return $schemas;
}

function outcome(object $vector, array $schemas): object
{
    $options = (array) $vector->options;
    $options['fields'] = (array) ($options['fields'] ?? []);
    $options['secretName'] = $options['secret']->query ?? null;
    unset($options['secret']);
    $body = base64_decode($vector->bodyBase64 ?? '');
    try {
        return receive($schemas, $vector->provider, $vector, $body, ...$options);
    } catch (Refusal $refusal) {
        return (object) ['status' => $refusal->getCode(), 'code' => $refusal->getMessage()];
    }
}

[, $schemasDir, $vectorsFile] = $argv;
$schemas = [];
foreach (array_keys(METHODS) as $provider) {
    $schemas[$provider] = loadSchemas("$schemasDir/$provider");
}
$vectors = json_decode(file_get_contents($vectorsFile), flags: JSON_THROW_ON_ERROR)->vectors;
$wrong = 0;
foreach ($vectors as $vector) {
    $found = canonical(outcome($vector, $schemas[$vector->provider]));
    if ($found !== canonical($vector->expect)) {
        $wrong++;
        echo "wrong: $vector->provider: $vector->name: ", substr($found, 0, 200), "\n";
    }
}
// The library does not say it; Debian does, where it is Debian's.
$version = shell_exec("dpkg-query --show --showformat='\${source:Upstream-Version}' php-json-schema 2>/dev/null");
$validator = 'json-schema ' . ($version ?: 'of unknown version');
$result = ['language' => 'PHP', 'validator' => $validator, 'vectors' => count($vectors), 'wrong' => $wrong];
echo json_encode($result), "\n";
exit($wrong === 0 ? 0 : 1);
