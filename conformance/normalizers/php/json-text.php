<?php

/** JSON as schemas/README.md reads and writes it: within limits, and canonical (RFC 8785). */

declare(strict_types=1);

namespace TelephonyWebhooks;

const MAX_DEPTH = 32;
const MAX_KEYS = 1000;
const MAX_VALUES = 5000;
const STATUSES = [
    'ERR_NOT_FOUND' => 404,
    'ERR_METHOD_NOT_ALLOWED' => 405,
    'ERR_CONTENT_TYPE' => 415,
    'ERR_CHARSET' => 415,
    'ERR_UNIDENTIFIED' => 422,
    'ERR_PAYLOAD_INVALID' => 422,
];

/** A delivery that is no event. Its message is what the rules call the code, its code the status. */
final class Refusal extends \RuntimeException
{
    public function __construct(string $code)
    {
        parent::__construct($code, STATUSES[$code] ?? 400);
    }
}

function demand(bool $holds, string $code): void
{
    if (!$holds) {
        throw new Refusal($code);
    }
}

/** What a JSON text says, within the limits. PHP can't hold names that begin with NUL, and refuses them. */
function parseJson(string $text): mixed
{
    $value = json_decode($text, false, MAX_DEPTH + 1);
    demand(json_last_error() !== JSON_ERROR_DEPTH, 'ERR_BODY_TOO_DEEP');
    demand(json_last_error() === JSON_ERROR_NONE, 'ERR_BODY_MALFORMED');
    checkLimits($value);
    return $value;
}

function checkLimits(mixed $value, int $depth = 1): int
{
    if (!is_array($value) && !is_object($value)) {
        return 1;
    }
    demand($depth <= MAX_DEPTH, 'ERR_BODY_TOO_DEEP');
    $members = is_object($value) ? get_object_vars($value) : $value;
    if (is_object($value)) {
        demand(count($members) <= MAX_KEYS, 'ERR_TOO_MANY_KEYS');
        $constructor = $members['constructor'] ?? null;
        $isAttack = is_object($constructor) && property_exists($constructor, 'prototype');
        demand(!$isAttack && !array_key_exists('__proto__', $members), 'ERR_PROTOTYPE_KEY');
    }
    $count = 1;
    foreach ($members as $member) {
        $count += checkLimits($member, $depth + 1);
        demand($count <= MAX_VALUES, 'ERR_TOO_MANY_KEYS');
    }
    return $count;
}

/** The JSON Pointer (RFC 6901) of a member. */
function pointer(string $path, string|int $key): string
{
    return $path . '/' . strtr((string) $key, ['~' => '~0', '/' => '~1']);
}

/** The one text that everybody writes for a value. */
function canonical(mixed $value): string
{
    if (is_array($value)) {
        return '[' . implode(',', array_map(canonical(...), $value)) . ']';
    }
    if (is_object($value)) {
        $members = [];
        foreach ($value as $name => $member) {
            $order = mb_convert_encoding((string) $name, 'UTF-16BE', 'UTF-8');
            $members[$order] = canonical((string) $name) . ':' . canonical($member);
        }
        ksort($members, SORT_STRING);
        return '{' . implode(',', $members) . '}';
    }
    if (is_int($value) || is_float($value)) {
        return numberText((float) $value);
    }
    $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS;
    return json_encode($value, $flags | JSON_THROW_ON_ERROR);
}

/** As ECMAScript writes it: the shortest decimal, with an exponent below 1e-6 and from 1e21 on; what is no number, null. */
function numberText(float $value): string
{
    if (!is_finite($value)) {
        return 'null';
    }
    $text = $value === 0.0 ? '0' : str_replace('.0e', 'e', json_encode($value));
    $exponent = (int) (explode('e', $text)[1] ?? 0);
    if ($exponent === 0 || $exponent < -6 || $exponent > 20) {
        return $text;
    }
    $digits = str_replace(['-', '.'], '', explode('e', $text)[0]);
    $fixed = $exponent < 0
        ? '0.' . str_repeat('0', -$exponent - 1) . $digits
        : rtrim(substr_replace(str_pad($digits, $exponent + 1, '0'), '.', $exponent + 1, 0), '.');
    return ($value < 0 ? '-' : '') . $fixed;
}
