<?php

/** Undoes what an editable body template does to keys and texts: rules 1 to 3 of schemas/README.md. */

declare(strict_types=1);

namespace TelephonyWebhooks;

/** The fields under their documented names. `$phoneFields` are those that may have lost a plus. */
function clean(object $fields, array $declared, array $told, array $phoneFields, array &$repairs): object
{
    $cleaned = new \stdClass();
    foreach ($fields as $key => $value) {
        $key = (string) $key;
        $name = documentedName($key, $declared, $told);
        if ($name !== $key && (property_exists($cleaned, $name) || property_exists($fields, $name))) {
            $repairs[] = ['path' => pointer('', $key), 'rule' => 'superseded'];
            continue;
        }
        if ($name !== $key) {
            $repairs[] = ['path' => pointer('', $name), 'rule' => 'renamed'];
        }
        $isPhone = in_array($name, $phoneFields, true);
        $cleaned->{$name} = isset($declared[$name]) ? cleanValue($name, $value, $isPhone, $repairs) : $value;
    }
    return $cleaned;
}

function documentedName(string $key, array $declared, array $told): string
{
    if (isset($told[$key]) || isset($declared[$key])) {
        return $told[$key] ?? $key;
    }
    $bare = trim($key, BLANKS);
    $name = isset($declared[$bare]) ? $bare : preg_replace('/^\$/', '', $bare);
    return isset($declared[$name]) ? $told[$name] ?? $name : $key;
}

function cleanValue(string $name, mixed $value, bool $isPhone, array &$repairs): mixed
{
    $note = function (string $rule) use ($name, &$repairs): void {
        $repairs[] = ['path' => pointer('', $name), 'rule' => $rule];
    };
    if (is_string($value)) {
        if ($isPhone && preg_match('/^ [1-9][0-9]{6,14}$/D', $value)) {
            $value = '+' . substr($value, 1);
            $note('plus-restored');
        }
        $text = trim($value, BLANKS);
        if ($text !== $value) {
            $note('trimmed');
        }
        $isTail = str_starts_with($text, '_') && $text !== $name && str_ends_with($name, $text);
        if (!$isTail && !preg_match('/^\$[A-Za-z_][A-Za-z0-9_]*$/D', $text)) {
            return $text;
        }
    } elseif ($value !== null) {
        return $value;
    }
    $note('unfilled');
    return '';
}
