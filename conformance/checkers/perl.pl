# Judges the schema vectors with JSON::Validator (apt-get install libjson-validator-perl).
#
# Run: perl perl.pl SCHEMAS_DIR VECTORS_FILE

use v5.36;
use JSON::PP ();

eval { require JSON::Validator }
    or cannot_run('JSON::Validator is missing; install libjson-validator-perl');
@ARGV == 2 or cannot_run('usage: perl perl.pl SCHEMAS_DIR VECTORS_FILE');
binmode STDOUT, ':encoding(UTF-8)';

my ($schemas_dir, $vectors_file) = @ARGV;
my ($vectors, $wrong) = (0, 0);
for my $case (read_json($vectors_file)->{cases}->@*) {
    my $validator = JSON::Validator->new->schema(read_json("$schemas_dir/$case->{schema}"));
    for my $test ($case->{tests}->@*) {
        $vectors++;
        my @errors = $validator->validate($test->{data});
        next if !@errors == $test->{valid};
        $wrong++;
        say "wrong: $case->{schema}: $test->{name}";
    }
}
my $version = JSON::Validator->VERSION;
say qq({"language":"Perl","validator":"JSON::Validator $version","vectors":$vectors,"wrong":$wrong});
exit($wrong ? 1 : 0);

sub read_json ($path) {
    open my $file, '<:raw', $path or cannot_run("$path: $!");
    local $/ = undef;
    return JSON::PP::decode_json(<$file>);
}

sub cannot_run ($why) {
    say STDERR $why;
    exit 2;
}
