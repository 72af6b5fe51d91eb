// Judges the schema vectors with gojsonschema (apt-get install golang-github-xeipuuv-gojsonschema-dev).
// Run: GO111MODULE=off GOPATH=/usr/share/gocode go run go.go SCHEMAS_DIR VECTORS_FILE
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"

	"github.com/xeipuuv/gojsonschema"
)

type vectorFile struct {
	Cases []struct {
		Schema string
		Tests  []struct {
			Name  string
			Valid bool
			Data  json.RawMessage
		}
	}
}

func main() {
	if len(os.Args) != 3 {
		panic("usage: go run go.go SCHEMAS_DIR VECTORS_FILE")
	}
	var file vectorFile
	must(file, json.Unmarshal(must(os.ReadFile(os.Args[2])), &file))
	vectors, wrong := 0, 0
	for _, c := range file.Cases {
		text := must(os.ReadFile(os.Args[1] + "/" + c.Schema))
		schema := must(gojsonschema.NewSchema(gojsonschema.NewBytesLoader(text)))
		for _, test := range c.Tests {
			vectors++
			result := must(schema.Validate(gojsonschema.NewBytesLoader(test.Data)))
			if result.Valid() != test.Valid {
				wrong++
				fmt.Printf("wrong: %s: %s\n", c.Schema, test.Name)
			}
		}
	}
	// Built without modules, the library does not know its version; Debian, which has installed it, does.
	const library = "golang-github-xeipuuv-gojsonschema-dev"
	version, _ := exec.Command("dpkg-query", "-Wf${source:Upstream-Version}", library).Output()
	const summary = `{"language":"Go","validator":"gojsonschema %s","vectors":%d,"wrong":%d}`
	fmt.Printf(summary+"\n", version, vectors, wrong)
	if wrong > 0 {
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
