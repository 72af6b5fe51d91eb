<?php

/**
 * Makes an event of a webhook delivery, by the rules in schemas/README.md. Needs JsonSchema 5.
 *
 * Copy it with all that stands beside it but judge.php, which tries it. It checks no secret and bounds no body:
 * whoever calls it does.
 */

declare(strict_types=1);

namespace TelephonyWebhooks;

use JsonSchema\Validator;

const METHODS = ['callsavvy' => ['POST'], 'servetel' => ['GET', 'POST']];
const PHONE_FIELDS = [
    'call_to_number',
    'caller_id_number',
    'answer_agent_number',
    'answered_agent_number',
    'agent_number',
    'customer_no_with_prefix',
    'customer_number_with_prefix',
    'did_number',
    'field_0',
];

/**
 * The event of a delivery; throws a Refusal.
 *
 * @param array<string, object> $schemas those of the provider's events, by event
 * @param \stdClass $head method, path, query and contentType
 * @param array<string, string> $fields documented names by wire key
 * @param ?string $trigger the event that every delivery is
 * @param ?string $secretName the parameter of the query that holds the secret, which is checked elsewhere
 */
function receive(
    array $schemas,
    string $provider,
    object $head,
    string $body,
    array $fields = [],
    ?string $trigger = null,
    ?string $secretName = null,
): object {
    $isTemplate = $provider === 'servetel';
    $triggers = [];
    foreach ($isTemplate ? array_keys($schemas) : [] as $event) {
        $kebabCase = preg_replace('/[A-Z]/', '-$0', $event);
        $triggers[strtolower($event)] = $triggers[strtolower($kebabCase)] = $event;
    }
    $named = strtolower(preg_replace('#^/|/$#D', '', $head->path));
    demand($named === '' || isset($triggers[$named]), 'ERR_NOT_FOUND');
    demand(in_array($head->method, METHODS[$provider], true), 'ERR_METHOD_NOT_ALLOWED');
    [$payload, $isJson] = $head->method === 'GET'
        ? [decodeQuery($head->query, [$secretName, 'trigger']), false]
        : decodeBody($head->contentType, $body);
    $repairs = [];
    if ($isTemplate) {
        $properties = array_map(fn(object $schema) => (array) $schema->properties, $schemas);
        $declared = array_merge(...array_values($properties));
        $payload = clean($payload, $declared, $fields, $isJson ? [] : PHONE_FIELDS, $repairs);
        $path = $triggers[$named] ?? null;
        [$event, $identifiedBy] = identify($payload, $triggers, $trigger, $path, $head->query);
    } else {
        [$event, $identifiedBy] = [$payload->event ?? '', 'field'];
        demand(is_string($event) && $event !== '', 'ERR_UNIDENTIFIED');
    }
    $schema = $schemas[$event] ?? null;
    if ($schema) {
        $payload = valid($payload, $schema, $repairs);
    }
    usort($repairs, fn(array $a, array $b) => [$a['path'], $a['rule']] <=> [$b['path'], $b['rule']]);
    return (object) [
        'type' => $event,
        'identifiedBy' => $identifiedBy,
        'id' => eventId($provider, $event, $payload, $schema),
        'payload' => $payload,
        'repairs' => array_map(fn(array $repair) => (object) $repair, $repairs),
    ];
}

function valid(object $fields, object $schema, array &$repairs): object
{
    try {
        $payload = normalize($fields, $schema, $repairs);
    } catch (Unfit) {
        throw new Refusal('ERR_PAYLOAD_INVALID');
    }
    $validator = new Validator();
    $validator->validate($payload, $schema);
    demand($validator->isValid(), 'ERR_PAYLOAD_INVALID');
    return $payload;
}

/** The same for every delivery of the same event. Of one that no schema knows, all properties count. */
function eventId(string $provider, string $event, object $payload, ?object $schema): string
{
    $counted = new \stdClass();
    foreach ($payload as $name => $value) {
        $isScalar = in_array($schema?->properties?->{$name}?->type ?? null, ['string', 'integer'], true);
        if (!$schema || $isScalar || [$event, $name] === ['dialedOnAgent', 'call_flow']) {
            $counted->{$name} = $value;
        }
    }
    return "$provider.$event." . substr(hash('sha256', canonical([$event, $counted])), 0, 32);
}
