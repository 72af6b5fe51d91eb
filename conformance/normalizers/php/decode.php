<?php

/** From bytes to one object, as schemas/README.md has it. */

declare(strict_types=1);

namespace TelephonyWebhooks;

const BLANKS = "\t\n\r ";
const FORM_TYPE = 'application/x-www-form-urlencoded';
const JSON_TYPE = '#^(?:application/(?:[a-z0-9.-]+\+)?|text/)json$#D';
const CHARSETS = ['utf-8' => 'UTF-8', 'utf8' => 'UTF-8', 'us-ascii' => 'UTF-8', 'ascii' => 'UTF-8'];
const FORM_CHARSETS = CHARSETS + ['iso-8859-1' => 'ISO-8859-1', 'latin1' => 'ISO-8859-1'];

/** The fields of a GET delivery, without the parameters that are the receiver's own. */
function decodeQuery(string $query, array $ownNames): object
{
    $parts = explode('&', $query);
    demand(count($parts) <= MAX_KEYS, 'ERR_TOO_MANY_KEYS');
    $isField = fn(string $part) => !in_array(urldecode(explode('=', $part)[0]), $ownNames, true);
    return complete(nest(parameters(implode('&', array_filter($parts, $isField)), 'UTF-8')));
}

/** The object that a body says, and whether it is written as JSON. */
function decodeBody(?string $contentType, string $body): array
{
    demand($body !== '', 'ERR_BODY_EMPTY');
    $trimmed = fn(string $part) => trim($part, BLANKS);
    $attributes = array_map($trimmed, explode(';', strtolower($contentType ?? '')));
    $mediaType = array_shift($attributes);
    $isJson = (bool) preg_match(JSON_TYPE, $mediaType);
    demand($isJson || in_array($mediaType, [FORM_TYPE, 'text/plain', ''], true), 'ERR_CONTENT_TYPE');
    $charsets = preg_filter('/^charset[\t\n\r ]*=[\t\n\r ]*("?)(.*?)\1$/sD', '$2', $attributes);
    $given = array_values($charsets)[0] ?? 'utf-8';
    $charset = ($mediaType === FORM_TYPE ? FORM_CHARSETS : CHARSETS)[$given] ?? null;
    demand($charset !== null, 'ERR_CHARSET');
    demand(mb_check_encoding($body, $charset), 'ERR_BODY_MALFORMED');
    $bytes = trim($charset === 'UTF-8' ? preg_replace('/^\xEF\xBB\xBF/', '', $body) : $body, BLANKS);
    demand($bytes !== '', 'ERR_BODY_EMPTY');
    if ($isJson || str_contains('{[', $bytes[0])) {
        return [complete(parseJson(mb_convert_encoding($bytes, 'UTF-8', $charset))), true];
    }
    demand($mediaType === FORM_TYPE || str_contains($bytes, '='), 'ERR_BODY_MALFORMED');
    $fields = complete(nest(parameters($bytes, $charset)));
    $name = (string) array_key_first((array) $fields);
    if ((array) $fields === [$name => ''] && str_starts_with($name, '{')) {
        return [complete(parseJson($name)), true];
    }
    return [$fields, false];
}

function complete(mixed $fields): object
{
    demand(is_object($fields), 'ERR_BODY_MALFORMED');
    demand((array) $fields !== [], 'ERR_BODY_EMPTY');
    checkLimits($fields);
    return $fields;
}
