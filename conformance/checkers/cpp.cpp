// Judges the schema vectors with Valijson (apt-get install g++ libvalijson-dev nlohmann-json3-dev).
// Run: g++ -std=c++17 -DVALIJSON_USE_EXCEPTIONS=1 -o cpp cpp.cpp && ./cpp SCHEMAS_DIR VECTORS_FILE

#include <cstdio>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

json read_json(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + " can't be read");
    return json::parse(file);
}

// The library does not say its version; Debian, which has installed it, does.
std::string installed_version() {
    char version[32] = "of unknown version";
    if (FILE* answer = popen("dpkg-query -Wf'${source:Upstream-Version}' libvalijson-dev", "r")) {
        std::fgets(version, sizeof version, answer);
        pclose(answer);
    }
    return version;
}

int judge(const std::string& schemas_dir, const std::string& vectors_file) {
    int vectors = 0, wrong = 0;
    const json file = read_json(vectors_file);
    for (const json& judged : file.at("cases")) {
        const std::string path = judged.at("schema");
        const json text = read_json(schemas_dir + "/" + path);
        valijson::Schema schema;
        valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(text), schema);
        for (const json& test : judged.at("tests")) {
            ++vectors;
            const NlohmannJsonAdapter data(test.at("data"));
            if (valijson::Validator().validate(schema, data, nullptr) == test.at("valid")) continue;
            ++wrong;
            std::cout << "wrong: " << path << ": " << std::string(test.at("name")) << std::endl;
        }
    }
    const char* summary = R"({"language":"C++","validator":"Valijson %s","vectors":%d,"wrong":%d})" "\n";
    std::printf(summary, installed_version().c_str(), vectors, wrong);
    return wrong == 0 ? 0 : 1;
}

int main(int argc, char** argv) try {
    if (argc != 3) throw std::runtime_error("usage: cpp SCHEMAS_DIR VECTORS_FILE");
    return judge(argv[1], argv[2]);
} catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
}
