<?php

/** Forms and queries as schemas/README.md reads them: names with brackets make lists and objects. */

declare(strict_types=1);

namespace TelephonyWebhooks;

/** Names and values in their order. */
function parameters(string $text, string $charset): array
{
    $parts = explode('&', $text);
    demand(count($parts) <= MAX_KEYS, 'ERR_TOO_MANY_KEYS');
    $parameters = array_map(unescaped(...), array_values(array_filter($parts, fn($part) => $part !== '')));
    demand(mb_check_encoding($parameters, $charset), 'ERR_BODY_MALFORMED');
    return mb_convert_encoding($parameters, 'UTF-8', $charset);
}

function unescaped(string $parameter): array
{
    return array_map(urldecode(...), explode('=', $parameter, 2)) + [1 => ''];
}

/** What keys in brackets make: a list, as long as all of them are numbers. */
final class Branch
{
    public array $members = [];
    public bool $isList = true;
    public int $nextIndex = 0;

    public function put(string $key, mixed $value): void
    {
        $this->members[$key] = $value;
        $isIndex = (bool) preg_match('/^(?:0|[1-9][0-9]{0,8})$/D', $key);
        $this->isList = $this->isList && $isIndex;
        $this->nextIndex = max($this->nextIndex, $isIndex ? (int) $key + 1 : 0);
    }
}

/** The object that names with brackets describe. */
function nest(array $parameters): object
{
    $root = new Branch();
    $root->isList = false;
    $levels = 0;
    foreach ($parameters as [$name, $value]) {
        $isNested = preg_match('/^([^][]+)((?:\[[^][]*\])+)$/D', $name, $match);
        $keys = $isNested ? [$match[1], ...explode('][', substr($match[2], 1, -1))] : [$name];
        $levels += count($keys) - 1;
        demand(count($keys) <= MAX_DEPTH, 'ERR_BODY_TOO_DEEP');
        demand($levels <= MAX_VALUES, 'ERR_TOO_MANY_KEYS');
        if (!place($root, $keys, $value)) {
            place($root, [$name], $value);
        }
    }
    return finish($root);
}

/** Whether the keys could be followed to their end. */
function place(Branch $branch, array $keys, string $value): bool
{
    $key = array_shift($keys);
    $present = $branch->members[$key] ?? ($keys ? new Branch() : null);
    if ($keys && $present instanceof Branch) {
        $branch->put($key, $present);
        $keys[0] = $keys[0] === '' ? (string) $present->nextIndex : $keys[0];
        return place($present, $keys, $value);
    }
    if ($keys !== [] && $keys !== ['']) {
        return false;
    }
    if ($present instanceof Branch && $present->isList) {
        $present->put((string) $present->nextIndex, $value);
    } elseif ($present === null) {
        $branch->put($key, $value);
    } else {
        $branch->put($key, is_array($present) ? [...$present, $value] : [$present, $value]);
    }
    return true;
}

function finish(mixed $value): mixed
{
    if (is_array($value)) {
        return array_map(finish(...), $value);
    }
    if (!$value instanceof Branch) {
        return $value;
    }
    $members = array_map(finish(...), $value->members);
    if ($value->isList) {
        ksort($members);
        return array_values($members);
    }
    // An object of PHP's would hide a name that begins with NUL.
    demand(!preg_grep('/^\0/', array_keys($members)), 'ERR_BODY_MALFORMED');
    return (object) $members;
}
