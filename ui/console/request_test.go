package console

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

	"ringback/ui/desk"
)

func TestReadRequest(t *testing.T) {
	all := Request{UUID: "u", Person: "p", HintToken: "h", Text: "Kode 1, Ærø", IP: "i", Action: "a", Case: "r", AppOS: "o", ReturnURL: "l"}
	tests := map[string]struct {
		text string
		want Request
	}{
		"all members": {
			`{"uuid":"u","person":"p","hint_token":"h","text":"Kode 1, Ærø","ip":"i","action":"a","case":"r","app_os":"o","return_url":"l"}`,
			all,
		},
		"confirmed": {`{"text":"Kode 1, Ærø","confirmed":true}`, Request{Text: "Kode 1, Ærø", Confirmed: true}},
		"not":       {`{"confirmed":false}`, Request{}},
		"earlier names": {
			`{"uuid":"u","person":"p","hint_token":"h","reference":"Kode 1, Ærø","ip":"i","action":"a","reference_id":"r","app_os":"o","return_url":"l"}`,
			all,
		},
		"escapes":      {" \n{\"reference\": \"Kode 1, \\u00c6r\\u00f8\"}\n", Request{Text: "Kode 1, Ærø"}},
		"none":         {`{}`, Request{}},
		"from Windows": {"\uFEFF{\"reference\":\"Kode 1, \u00c6r\u00f8\"}\r\n", Request{Text: "Kode 1, Ærø"}},
	}
	for name, test := range tests {
		if got, err := ReadRequest(strings.NewReader(test.text)); err != nil || got != test.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestTwoPersons: with both uuid and person, one would be silently ignored.
func TestTwoPersons(t *testing.T) {
	_, problem := Filling("-", strings.NewReader(`{"uuid":"u","person":"p"}`))
	if problem.Key != "fill.two_persons" {
		t.Errorf("%+v", problem)
	}
	for _, one := range []string{`{"uuid":"v"}`, `{"person":"v"}`} {
		if filled, problem := Filling("-", strings.NewReader(one)); filled.Person != "v" || !problem.IsZero() {
			t.Errorf("%s: %+v, %+v", one, filled, problem)
		}
	}
}

// TestLongUUID: what is called a UUID is shorter than other persons can be.
func TestLongUUID(t *testing.T) {
	long := strings.Repeat("x", 65)
	if filled, problem := Filling("-", strings.NewReader(`{"uuid":"`+long+`"}`)); problem.Key != "fill.too_long" || filled != (desk.Request{}) {
		t.Errorf("uuid: %+v, %+v", filled, problem)
	}
	if filled, problem := Filling("-", strings.NewReader(`{"person":"`+long+`"}`)); filled.Person != long || !problem.IsZero() {
		t.Errorf("person: %+v, %+v", filled, problem)
	}
}

// TestOneRequestIsAsked: from the flags, or from standard input.
func TestOneRequestIsAsked(t *testing.T) {
	flags, stdin := Request{UUID: "u", Text: "r"}, `{"uuid":"v"}`
	for _, c := range []struct {
		flags Request
		cpr   string
		flag  string
		want  Request
		fails string
	}{
		{flags: flags, want: flags},
		{flags: Request{}, flag: "-", want: Request{UUID: "v"}},
		{flags: Request{}, flag: "file.json", want: Request{}, fails: "takes - only"},
		{flags: Request{IP: "192.0.2.7"}, flag: "-", want: Request{}, fails: "combined"},
		{flags: flags, flag: "-", want: Request{}, fails: "combined"},
		{cpr: "-", flag: "-", want: Request{}, fails: "combined"},
		{cpr: "080436-0468", want: Request{}, fails: "takes - only"},
	} {
		got, err := Asked(c.flags, c.cpr, c.flag, strings.NewReader(stdin))
		if got != c.want || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
			t.Errorf("%+v, %q: %+v, %v", c.flags, c.flag, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "0468") {
			t.Errorf("it repeats the number: %v", err)
		}
	}
}

// TestTheNumberIsReadFromStandardInput: one line, and nothing of it in an error.
func TestTheNumberIsReadFromStandardInput(t *testing.T) {
	for in, want := range map[string]string{
		"080436-0468\n":              "080436-0468",
		"\ufeff 0804360468 \r\nmore": "0804360468",
		"080436 0468":                "080436 0468",
		"":                           "",
		"\n080436-0468":              "",
		strings.Repeat("0", 300):     "",
	} {
		got, err := Asked(Request{Text: "t"}, "-", "", strings.NewReader(in))
		if got.CPR != want || (err == nil) != (want != "") || got.Text != "t" {
			t.Errorf("%.20q: %+v, %v", in, got, err)
		}
	}
	request, err := ReadRequest(strings.NewReader(`{"cpr":"080436-0468","case":"17"}`))
	if filled := request.filling(); err != nil || filled.CPR != "080436-0468" || filled.Person != "" || filled.Case != "17" {
		t.Errorf("%+v, %v", filled, err)
	}
	for _, two := range []Request{{CPR: "080436-0468", UUID: "u"}, {CPR: "080436-0468", Person: "u"}, {UUID: "u", Person: "u"}} {
		if problem := two.twoPersons(); problem.Key != "fill.two_persons" {
			t.Errorf("%+v: %+v", two, problem)
		}
	}
}

func TestReadRequestRefuses(t *testing.T) {
	const person = "8a9856e0-f12d-4217-b320-c8a076be9320"
	tests := map[string]io.Reader{
		"two texts":            strings.NewReader(`{"uuid":"` + person + `","text":"a","reference":"a"}`),
		"two cases":            strings.NewReader(`{"uuid":"` + person + `","case":"a","reference_id":"b"}`),
		"an unknown member":    strings.NewReader(`{"uuid":"` + person + `","refrence":"x"}`),
		"another case":         strings.NewReader(`{"UUID":"` + person + `"}`),
		"a doubled member":     strings.NewReader(`{"uuid":"` + person + `","uuid":"x"}`),
		"a number":             strings.NewReader(`{"uuid":8,"ip":"` + person + `"}`),
		"a word to confirm":    strings.NewReader(`{"confirmed":"true","ip":"` + person + `"}`),
		"null to confirm":      strings.NewReader(`{"confirmed":null,"ip":"` + person + `"}`),
		"null for a text":      strings.NewReader(`{"uuid":null,"ip":"` + person + `"}`),
		"null":                 strings.NewReader(`null`),
		"an array":             strings.NewReader(`["` + person + `"]`),
		"a text":               strings.NewReader(`"` + person + `"`),
		"two objects":          strings.NewReader(`{"uuid":"` + person + `"}{"uuid":"x"}`),
		"half an object":       strings.NewReader(`{"uuid":"` + person + `"`),
		"nothing":              strings.NewReader(``),
		"a comment":            strings.NewReader(`{"uuid":"` + person + `"} // ` + person),
		"not UTF-8":            strings.NewReader("{\"uuid\":\"" + person + "\xff\"}"),
		"two byte order marks": strings.NewReader("\ufeff\ufeff" + `{"uuid":"` + person + `"}`),
		"more than 64 KiB":     strings.NewReader(`{"uuid":"` + person + strings.Repeat(" ", 64<<10) + `"}`),
		"a broken pipe":        iotest.ErrReader(errors.New(person)),
		"an endless sentence":  io.LimitReader(endless{}, 1<<40),
	}
	for name, input := range tests {
		got, err := ReadRequest(input)
		if !errors.Is(err, ErrRequest) || got != (Request{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		if strings.Contains(err.Error(), person) || strings.Contains(err.Error(), "refrence") {
			t.Errorf("%s: the error holds what was read: %v", name, err)
		}
	}
}

// TestReadRequestNamesTheEncoding: the encoding that another program wrote is named, so that it can
// be corrected.
func TestReadRequestNamesTheEncoding(t *testing.T) {
	wide := func(text string, order binary.AppendByteOrder) string {
		var b []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, unit)
		}
		return string(b)
	}
	const text = `{"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320","reference":"Kode 1, Ærø"}`
	for name, text := range map[string]string{
		"UTF-16, as PowerShell writes it": wide("\uFEFF"+text, binary.LittleEndian),
		"UTF-16, the other way round":     wide("\uFEFF"+text, binary.BigEndian),
		"UTF-16 without a mark":           wide(text, binary.LittleEndian),
		"Windows-1252":                    strings.NewReplacer("Æ", "\xc6", "ø", "\xf8").Replace(text),
	} {
		_, err := ReadRequest(strings.NewReader(text))
		if !errors.Is(err, ErrRequest) || !errors.Is(err, desk.ErrNotUTF8) || !strings.Contains(err.Error(), "save it as UTF-8") {
			t.Errorf("%s: %v", name, err)
		}
		if _, problem := Filling("-", strings.NewReader(text)); problem.Key != "fill.request_not_utf8" {
			t.Errorf("%s, for the window: %+v", name, problem)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '{'
	}
	return len(p), nil
}

func FuzzReadRequest(f *testing.F) {
	for _, seed := range []string{
		`{"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320","reference":"Kode 4821"}`, `{}`, `null`, `{"uuid":null}`, `{"uuid":"a","uuid":"b"}`, `{"x":"secret-looking"}`, "{\"ip\":\"\xff\"}", `{"ip":"\ud800"}`, `[[[[`,
		`{"person":"mette@example.dk","hint_token":"eyJ"}`, "\uFEFF{}", `{"confirmed":true}`, `{"confirmed":"true"}`, `{"confirmed":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ReadRequest(strings.NewReader(string(data)))
		if err != nil {
			if !errors.Is(err, ErrRequest) || got != (Request{}) {
				t.Errorf("%+v, %v", got, err)
			}
			if !strings.HasPrefix(err.Error(), ErrRequest.Error()) || len(err.Error()) > 300 {
				t.Errorf("the error is %q", err)
			}
			return
		}
		// A request that is accepted is one object of texts and an answer, which another reader
		// reads the same way.
		var members map[string]any
		data = bytes.TrimPrefix(data, []byte("\uFEFF"))
		if !utf8.Valid(data) || json.Unmarshal(data, &members) != nil || members == nil {
			t.Fatalf("taken: %q", data)
		}
		if confirmed, _ := members["confirmed"].(bool); confirmed != got.Confirmed {
			t.Errorf("confirmed: %t, another reader reads %v", got.Confirmed, members["confirmed"])
		}
		delete(members, "confirmed")
		for name, value := range map[string]string{"uuid": got.UUID, "person": got.Person, "hint_token": got.HintToken, "reference": got.Text, "ip": got.IP, "action": got.Action, "reference_id": got.Case, "app_os": got.AppOS, "return_url": got.ReturnURL} {
			if read, is := members[name].(string); read != value || members[name] != nil && !is {
				t.Errorf("%s: %q, another reader reads %q", name, value, members[name])
			}
			delete(members, name)
		}
		if len(members) > 0 {
			t.Errorf("left out: %v", members)
		}
	})
}
