package handover

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestMessages(t *testing.T) {
	for name, c := range map[string]struct {
		line  string
		valid bool
	}{
		"to the front":       {`{"ask":"front"}`, true},
		"a link":             {`{"ask":"link","environment":"pp","person":"8a9856e0-f12d-4217-b320-c8a076be9320","case":"S-1"}`, true},
		"a request, waiting": {`{"ask":"request","wait":true,"text":"Kode 4821"}`, true},
		"hang up":            {`{"ask":"hang_up","case":"S-1","environment":"demo"}`, true},
		"hang up nothing":    {`{"ask":"hang_up"}`, false},
		"hang up and more":   {`{"ask":"hang_up","case":"S-1","person":"x"}`, false},
		"hang up, waiting":   {`{"ask":"hang_up","case":"S-1","wait":true}`, false},
		"a link with a CPR":  {`{"ask":"link","cpr":"080436-0468"}`, false},
		"a CPR":              {`{"ask":"request","cpr":"080436-0468"}`, true},
		"a link, waiting":    {`{"ask":"link","wait":true}`, false},
		"a bad link":         {`{"ask":"bad_link"}`, true},
		"a bad link, whole":  {`{"ask":"bad_link","text":"x"}`, false},
		"nothing asked":      {`{}`, false},
		"something unknown":  {`{"ask":"start"}`, false},
		"an unknown member":  {`{"ask":"link","start":"true"}`, false},
		"a member twice":     {`{"ask":"link","case":"a","case":"b"}`, false},
		"another type":       {`{"ask":"link","case":1}`, false},
		"another case":       {`{"Ask":"link"}`, false},
		"two objects":        {`{"ask":"link"}{"ask":"front"}`, false},
		"no object":          {`"front"`, false},
		"no UTF-8":           {"{\"ask\":\"link\",\"case\":\"\xff\"}", false},
		"nothing":            {``, false},
		"too long":           {`{"ask":"link","text":"` + strings.Repeat("a", MaxMessage) + `"}`, false},
	} {
		if _, err := parse([]byte(c.line)); (err == nil) != c.valid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryFieldCrosses fills each field of a message.
func TestEveryFieldCrosses(t *testing.T) {
	m := Message{Ask: AskRequest, Wait: true}
	for i := range reflect.TypeFor[Message]().NumField() {
		if field := reflect.ValueOf(&m).Elem().Field(i); field.Kind() == reflect.String && field.Len() == 0 {
			field.SetString(fmt.Sprintf("æ\n\"%d", i))
		}
	}
	line, err := encode(m)
	if err != nil || bytes.Count(line, []byte("\n")) != 1 {
		t.Fatalf("%q, %v", line, err)
	}
	if got, err := parse(line); err != nil || got != m {
		t.Errorf("%#v, %v", reflect.ValueOf(got), err)
	}
	m = Message{Ask: AskLink, Person: "8a9856e0", HintToken: "hunter2"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if said := fmt.Sprintf(verb, m); said != "link" {
			t.Errorf("%s says %s", verb, said)
		}
	}
}

// TestAnswersThatAreNone: nothing that isn't one may end with exit status 0, which means verified.
func TestAnswersThatAreNone(t *testing.T) {
	for _, line := range []string{
		``, `{}`, `null`, `[]`, `{"line":"x"}`, `{"status":0}`, `{"line":"","status":0}`, `{"line":"x","status":256}`, `{"line":"x","status":-256}`,
		`{"line":"x","status":null}`, `{"line":"x","status":0.0}`, `{"line":"x","status":"0"}`, `{"line":"x","status":0,"more":1}`, `{"line":"x","status":1,"status":0}`,
		`{"taken":true}`, `{"line":"x","status":0}{}`,
	} {
		if a, err := parseAnswer([]byte(line)); err == nil {
			t.Errorf("%s is read as %+v", line, a)
		}
	}
	want := Answer{Line: `{"event":"ended"}`, Status: 0}
	line, err := encode(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := parseAnswer(line); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(`{"ask":"front"}`))
	f.Add([]byte(`{"ask":"request","wait":true,"person":"8a9856e0-f12d-4217-b320-c8a076be9320","hint_token":"x","text":"Kode 4821"}`))
	f.Add([]byte(`{"ask":"hang_up","case":"S-1"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		m, err := parse(line)
		if err != nil {
			if m != (Message{}) {
				t.Fatal("an error and a message")
			}
			return
		}
		again, err := encode(m)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parse(again); err != nil || got != m {
			t.Fatalf("%q is read as something else, %v", again, err)
		}
	})
}
