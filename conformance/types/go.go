// Decodes the example of every event into the types that quicktype makes, and encodes it again.
// Run: node run.mjs go SCHEMAS_DIR
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	"callsavvy"
	"servetel"
)

type schema struct {
	TypeName string
	File     string
}

type index struct {
	Events []struct {
		schema
		Reply *schema
	}
}

type report struct {
	Language  string `json:"language"`
	Validator string `json:"validator"`
	Vectors   int    `json:"vectors"`
	Wrong     int    `json:"wrong"`
}

var roundTrips = map[string]func([]byte) ([]byte, error){
	"CallerInformation":       roundTrip[callsavvy.CallerInformation],
	"CallerInformationReply":  roundTrip[callsavvy.CallerInformationReply],
	"CallSummary":             callSummary,
	"NewTicketOpened":         roundTrip[callsavvy.NewTicketOpened],
	"TicketEscalated":         roundTrip[callsavvy.TicketEscalated],
	"NewChat":                 roundTrip[callsavvy.NewChat],
	"ChatbotCallback":         roundTrip[callsavvy.ChatbotCallback],
	"CallReceivedOnServer":    roundTrip[servetel.CallReceivedOnServer],
	"CallAnsweredOnIvr":       roundTrip[servetel.CallAnsweredOnIvr],
	"CallAnsweredByAgent":     roundTrip[servetel.CallAnsweredByAgent],
	"CallMissed":              callMissed,
	"CallHangup":              roundTrip[servetel.CallHangup],
	"CallMissedOrAnswered":    roundTrip[servetel.CallMissedOrAnswered],
	"DtmfOption":              roundTrip[servetel.DtmfOption],
	"DialedOnAgent":           roundTrip[servetel.DialedOnAgent],
	"ReceivedOnDepartment":    roundTrip[servetel.ReceivedOnDepartment],
	"ReceivedOnAutoAttendant": roundTrip[servetel.ReceivedOnAutoAttendant],
	"CallAnsweredByCustomer":  roundTrip[servetel.CallAnsweredByCustomer],
}

func roundTrip[T any](example []byte) ([]byte, error) {
	var decoded T
	if err := json.Unmarshal(example, &decoded); err != nil {
		return nil, err
	}
	return json.Marshal(decoded)
}

// These two also read a few members, the way an application does.

func callSummary(example []byte) ([]byte, error) {
	decoded, err := callsavvy.UnmarshalCallSummary(example)
	if err == nil && (decoded.Event != callsavvy.EventCallSummary || decoded.CallDuration != "95") {
		err = errors.New("has other members")
	}
	if err != nil {
		return nil, err
	}
	return decoded.Marshal()
}

func callMissed(example []byte) ([]byte, error) {
	decoded, err := servetel.UnmarshalCallMissed(example)
	if err == nil && (*decoded.CallConnected != 0 || *decoded.MissedAgent[0].Name != "Ravi Example") {
		err = errors.New("has other members")
	}
	if err != nil {
		return nil, err
	}
	return decoded.Marshal()
}

// judge says what is wrong with the type of an event or reply.
func judge(s schema, schemas string) error {
	var published struct{ Examples []json.RawMessage }
	if err := read(filepath.Join(schemas, s.File), &published); err != nil {
		return err
	}
	trip, ok := roundTrips[s.TypeName]
	if !ok {
		return errors.New("go.go has no line for its type: add one")
	}
	encoded, err := trip(published.Examples[0])
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(parse(published.Examples[0]), parse(encoded)) {
		return fmt.Errorf("encodes to %s", encoded)
	}
	return nil
}

func parse(text []byte) (value any) {
	if err := json.Unmarshal(text, &value); err != nil {
		panic(err)
	}
	return value
}

func read(path string, value any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

func main() {
	schemas := os.Args[1]
	result := report{Language: "Go", Validator: os.Args[2]}
	var published index
	if err := read(filepath.Join(schemas, "index.json"), &published); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, event := range published.Events {
		for _, s := range []*schema{&event.schema, event.Reply} {
			if s == nil || s.File == "" {
				continue
			}
			result.Vectors++
			if err := judge(*s, schemas); err != nil {
				fmt.Printf("wrong: %s: %v\n", s.File, err)
				result.Wrong++
			}
		}
	}
	line, _ := json.Marshal(result)
	fmt.Println(string(line))
	if result.Wrong > 0 {
		os.Exit(1)
	}
}
