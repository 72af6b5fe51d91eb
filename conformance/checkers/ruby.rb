# frozen_string_literal: true

# Judges the schema vectors with json_schemer (apt-get install ruby-json-schemer).
#
# Run: ruby ruby.rb SCHEMAS_DIR VECTORS_FILE

require 'json'
require 'set' # json_schemer 0.2 uses it, and leaves loading it to others

def cannot_run(why)
  warn why
  exit 2
end

def read_json(path)
  JSON.parse(File.read(path, encoding: 'UTF-8'))
rescue SystemCallError => e
  cannot_run(e.message)
end

begin
  require 'json_schemer'
rescue LoadError => e
  cannot_run("#{e.message}; install ruby-json-schemer")
end
cannot_run('usage: ruby ruby.rb SCHEMAS_DIR VECTORS_FILE') unless ARGV.length == 2

schemas_dir, vectors_file = ARGV
vectors = 0
wrong = 0
read_json(vectors_file)['cases'].each do |judged|
  schemer = JSONSchemer.schema(read_json(File.join(schemas_dir, judged['schema'])))
  judged['tests'].each do |test|
    vectors += 1
    next if schemer.valid?(test['data']) == test['valid']

    wrong += 1
    puts "wrong: #{judged['schema']}: #{test['name']}"
  end
end
validator = "json_schemer #{JSONSchemer::VERSION}"
puts JSON.generate(language: 'Ruby', validator: validator, vectors: vectors, wrong: wrong)
exit wrong.zero?
