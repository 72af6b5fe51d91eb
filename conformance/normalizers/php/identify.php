<?php

/** Which event a delivery is: the option, the path, the query and, failing those, the shape say so. */

declare(strict_types=1);

namespace TelephonyWebhooks;

const NOT_FILLED = '/^(?:null|<nil>|(?:map)?\[[\t\n\r ]*\]|\{[\t\n\r ]*\})?$/D';

/** What the fields prove. The conditions take a pattern of names, and one of texts. */
function proved(callable $has, callable $says): string
{
    return match (true) {
        $has('end_stamp|billsec|hangup_cause.*') => 'callMissedOrAnswered',
        $has('digit_pressed') => 'dtmfOption',
        $has('auto_attendant_id') => 'receivedOnAutoAttendant',
        $has('dept_id') => 'receivedOnDepartment',
        $says('call_status|status', 'answered by customer') => 'callAnsweredByCustomer',
        $says('call_status|status', 'answered by agent'),
        $has('departments|ivrs'),
        $has('answer_agent_number') && (!$has('direction') || $says('direction', 'inbound'))
            => 'callAnsweredByAgent',
        $has('date') && $has('call_flow') && $has('dept_name') && $says('dept_name', '(?:\[|\{|map\[).*')
            => 'dialedOnAgent',
        $has('ivr_id') && !$has('date') => 'callAnsweredOnIvr',
        $has('channel_id') => 'callReceivedOnServer',
        default => throw new Refusal('ERR_UNIDENTIFIED'),
    };
}

/** Which event it is, and what says so. */
function identify(object $fields, array $triggers, ?string $option, ?string $path, string $query): array
{
    if ($option !== null || $path !== null) {
        return $option !== null ? [$option, 'option'] : [$path, 'path'];
    }
    $parameters = array_map(unescaped(...), explode('&', $query));
    $given = array_column(array_filter($parameters, fn(array $one) => $one[0] === 'trigger'), 1);
    if ($given !== []) {
        $event = $triggers[strtolower($given[0])] ?? null;
        demand(count($given) === 1 && $event !== null, 'ERR_UNIDENTIFIED');
        return [$event, 'query'];
    }
    $texts = function (string $names) use ($fields): array {
        $named = preg_grep("/^(?:$names)$/sD", array_map(strval(...), array_keys((array) $fields)));
        $values = array_map(fn(string $name) => $fields->{$name}, $named);
        return array_map(fn($value) => is_string($value) ? $value : (string) json_encode($value), $values);
    };
    $has = fn(string $names) => preg_grep(NOT_FILLED, $texts($names), PREG_GREP_INVERT) !== [];
    $says = fn(string $names, string $wanted) => preg_grep("/^(?:$wanted)$/isD", $texts($names)) !== [];
    return [proved($has, $says), 'shape'];
}
