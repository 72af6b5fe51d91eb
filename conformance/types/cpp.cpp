// Decodes the example of every event into the types that quicktype makes, and encodes it again.
// Run: node run.mjs cpp SCHEMAS_DIR
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "callsavvy.hpp"
#include "servetel.hpp"

using nlohmann::json;

template <typename T>
json roundTrip(const json& example) {
    return example.get<T>();
}

// These two also read a few members, the way an application does.

json callSummary(const json& example) {
    const auto decoded = example.get<callsavvy::CallSummary>();
    if (decoded.event != callsavvy::CallSummaryEvent::CALL_SUMMARY || decoded.call_duration != "95") {
        throw std::runtime_error("has other members");
    }
    return decoded;
}

json callMissed(const json& example) {
    const auto decoded = example.get<servetel::CallMissed>();
    if (decoded.call_connected != 0 || decoded.missed_agent->at(0).name != "Ravi Example") {
        throw std::runtime_error("has other members");
    }
    return decoded;
}

const std::map<std::string, std::function<json(const json&)>> roundTrips = {
    {"CallerInformation", roundTrip<callsavvy::CallerInformation>},
    {"CallerInformationReply", roundTrip<callsavvy::CallerInformationReply>},
    {"CallSummary", callSummary},
    {"NewTicketOpened", roundTrip<callsavvy::NewTicketOpened>},
    {"TicketEscalated", roundTrip<callsavvy::TicketEscalated>},
    {"NewChat", roundTrip<callsavvy::NewChat>},
    {"ChatbotCallback", roundTrip<callsavvy::ChatbotCallback>},
    {"CallReceivedOnServer", roundTrip<servetel::CallReceivedOnServer>},
    {"CallAnsweredOnIvr", roundTrip<servetel::CallAnsweredOnIvr>},
    {"CallAnsweredByAgent", roundTrip<servetel::CallAnsweredByAgent>},
    {"CallMissed", callMissed},
    {"CallHangup", roundTrip<servetel::CallHangup>},
    {"CallMissedOrAnswered", roundTrip<servetel::CallMissedOrAnswered>},
    {"DtmfOption", roundTrip<servetel::DtmfOption>},
    {"DialedOnAgent", roundTrip<servetel::DialedOnAgent>},
    {"ReceivedOnDepartment", roundTrip<servetel::ReceivedOnDepartment>},
    {"ReceivedOnAutoAttendant", roundTrip<servetel::ReceivedOnAutoAttendant>},
    {"CallAnsweredByCustomer", roundTrip<servetel::CallAnsweredByCustomer>},
};

json read(const std::string& path) {
    std::ifstream file(path);
    return json::parse(file);
}

// quicktype's types write null for what is absent.
json withoutNulls(const json& value) {
    if (!value.is_object() && !value.is_array()) return value;
    json kept = value.is_array() ? json::array() : json::object();
    for (const auto& [key, member] : value.items()) {
        if (member.is_null()) continue;
        if (value.is_array()) kept.push_back(withoutNulls(member));
        else kept[key] = withoutNulls(member);
    }
    return kept;
}

// What is wrong with the type of an event or reply; nothing where it is right.
std::string fault(const json& schema, const std::string& schemas) {
    const auto found = roundTrips.find(schema["typeName"]);
    if (found == roundTrips.end()) return "cpp.cpp has no line for its type: add one";
    const json published = read(schemas + "/" + schema["file"].get<std::string>());
    const json& example = published["examples"][0];
    try {
        const json encoded = withoutNulls(found->second(example));
        return encoded == example ? "" : "encodes to " + encoded.dump();
    } catch (const std::exception& error) {
        return error.what();
    }
}

int main(int, char** arguments) {
    const std::string schemas = arguments[1];
    int vectors = 0;
    int wrong = 0;
    const json index = read(schemas + "/index.json");
    for (const json& event : index["events"]) {
        for (const json& schema : {event, event["reply"]}) {
            if (schema.is_null() || schema["file"].is_null()) continue;
            vectors++;
            const std::string found = fault(schema, schemas);
            if (found.empty()) continue;
            std::cout << "wrong: " << schema["file"].get<std::string>() << ": " << found << "\n";
            wrong++;
        }
    }
    const nlohmann::ordered_json report = {
        {"language", "C++"}, {"validator", arguments[2]}, {"vectors", vectors}, {"wrong", wrong}};
    std::cout << report.dump() << "\n";
    return wrong > 0 ? 1 : 0;
}
