<?php

/** The documented payload out of the delivered one: rules 3 to 6 of schemas/README.md. */

declare(strict_types=1);

namespace TelephonyWebhooks;

/** Says that a value does not fit its declared type. */
final class Unfit extends \Exception
{
}

/** Throws Unfit where a required property does not fit or is missing. */
function normalize(object $fields, object $schema, array &$repairs): object
{
    $kept = clone $fields;
    foreach ($schema->properties as $name => $declared) {
        $isRequiredText = in_array($name, $schema->required, true) && ($declared->type ?? null) === 'string';
        if (($fields->{$name} ?? null) === '' && !$isRequiredText) {
            unset($kept->{$name});
            $repairs[] = ['path' => pointer('', $name), 'rule' => 'absent'];
        }
    }
    return fitObject($kept, $schema, '', $repairs, $schema->definitions ?? new \stdClass());
}

function fit(mixed $value, object $schema, string $path, array &$repairs, object $definitions): mixed
{
    if (isset($schema->{'$ref'})) {
        $schema = $definitions->{basename($schema->{'$ref'})};
    }
    $type = $schema->type ?? null;
    $isNested = $type === 'object' || $type === 'array';
    if ($isNested && is_string($value) && preg_match('/^[[{]/', $value)) {
        try {
            $value = parseJson($value);
            $repairs[] = ['path' => $path, 'rule' => 'parsed'];
        } catch (Refusal) {
            // It stays a text.
        }
    }
    return match ($type) {
        null => $value,
        'object' => fitObject($value, $schema, $path, $repairs, $definitions),
        'array' => fitArray($value, $schema->items ?? new \stdClass(), $path, $repairs, $definitions),
        default => fitScalar($value, $type, $path, $repairs),
    };
}

function fitScalar(mixed $value, string $type, string $path, array &$repairs): string|int
{
    if (is_float($value) && floor($value) === $value && abs($value) < 2 ** 53) {
        $value = (int) $value;
    }
    $fitted = $type === 'string' ? stringOf($value) : integerOf($value);
    if ($fitted !== $value) {
        $repairs[] = ['path' => $path, 'rule' => 'converted'];
    }
    return $fitted;
}

function stringOf(mixed $value): string
{
    return match (true) {
        is_string($value) => $value,
        is_bool($value) => $value ? 'true' : 'false',
        is_int($value) && abs($value) < 2 ** 53 => (string) $value,
        is_float($value) && abs($value) >= 1e-4 && abs($value) < 1e15 => json_encode($value),
        default => throw new Unfit(),
    };
}

function integerOf(mixed $value): int
{
    return match (true) {
        is_int($value) && abs($value) < 2 ** 53 => $value,
        $value === true || $value === 'true' => 1,
        $value === false || $value === 'false' => 0,
        is_string($value) && preg_match('/^(?:0|-?[1-9][0-9]{0,14})$/D', $value) === 1 => (int) $value,
        default => throw new Unfit(),
    };
}

function fitObject(mixed $value, object $schema, string $path, array &$repairs, object $definitions): object
{
    $fitted = is_object($value) ? new \stdClass() : throw new Unfit();
    foreach ($value as $key => $member) {
        $noted = count($repairs);
        $here = pointer($path, $key);
        $declared = $schema->properties->{$key} ?? new \stdClass();
        try {
            $fitted->{$key} = fit($member, $declared, $here, $repairs, $definitions);
        } catch (Unfit) {
            array_splice($repairs, $noted);
            $repairs[] = ['path' => $here, 'rule' => 'left-out'];
        }
    }
    foreach ($schema->required ?? [] as $name) {
        property_exists($fitted, $name) || throw new Unfit();
    }
    return $fitted;
}

function fitArray(mixed $value, object $items, string $path, array &$repairs, object $definitions): array
{
    $isText = is_string($value) && ($items->type ?? null) === 'string';
    if (is_object($value) || ($isText && !preg_match('/^(?:[[{]|map\[|<nil>$)/D', $value))) {
        $value = [$value];
        $repairs[] = ['path' => $path, 'rule' => 'wrapped'];
    }
    $fitted = is_array($value) ? [] : throw new Unfit();
    foreach ($value as $index => $item) {
        $fitted[] = fit($item, $items, pointer($path, $index), $repairs, $definitions);
    }
    return $fitted;
}
