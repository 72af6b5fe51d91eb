<?php

/**
 * Judges the schema vectors with justinrainbow/json-schema (apt-get install php-json-schema).
 *
 * Run: php php.php SCHEMAS_DIR VECTORS_FILE
 */

declare(strict_types=1);

use JsonSchema\Validator;

function cannotRun(string $why): never
{
    fwrite(STDERR, "$why\n");
    exit(2);
}

function readJson(string $path): mixed
{
    is_readable($path) || cannotRun("$path can't be read");
    return json_decode(file_get_contents($path), flags: JSON_THROW_ON_ERROR);
}

/** The library does not say its version; Debian, which has installed it, does. */
function installedVersion(): string
{
    $ask = 'dpkg-query --show --showformat=\'${source:Upstream-Version}\' php-json-schema 2>/dev/null';
    return shell_exec($ask) ?: 'of unknown version';
}

(@include 'JsonSchema/autoload.php') || cannotRun('JsonSchema is missing; install php-json-schema');
$argc === 3 || cannotRun('usage: php php.php SCHEMAS_DIR VECTORS_FILE');

[, $schemasDir, $vectorsFile] = $argv;
$vectors = 0;
$wrong = 0;
foreach (readJson($vectorsFile)->cases as $case) {
    $schema = readJson("$schemasDir/$case->schema");
    foreach ($case->tests as $test) {
        $vectors++;
        $validator = new Validator();
        $validator->validate($test->data, $schema);
        if ($validator->isValid() !== $test->valid) {
            $wrong++;
            echo "wrong: $case->schema: $test->name\n";
        }
    }
}
echo json_encode([
    'language' => 'PHP',
    'validator' => 'json-schema ' . installedVersion(),
    'vectors' => $vectors,
    'wrong' => $wrong,
]), "\n";
exit($wrong > 0 ? 1 : 0);
