package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// randomEnvironment returns an environment that the file can hold, with random values.
func randomEnvironment(random *rand.Rand, id string) Environment {
	pick := func(choices ...string) string { return choices[random.IntN(len(choices))] }
	some := func(choices ...string) []string {
		var all []string
		for _, choice := range choices {
			if random.IntN(2) == 0 {
				all = append(all, choice)
			}
		}
		return all
	}
	e := Environment{
		ID: id, Name: pick("Nordby", `"Quoted" \ back`, "Ærøskøbing 😉", "a # b", "= [x]", "'''"), Kind: KindTest,
		Profile: pick(ProfileMitIDFlex, ProfileGeneric), Issuer: "https://broker" + pick("", "2", ".x") + ".example/op",
		ClientID: pick("abc", `a"b\c`, "#", "[[environment]]"), ClientAuth: ciba.AuthMethod(pick("client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt")),
		HintEncoding: pick(HintJSON, HintBase64), CIBANonce: pick(NonceOff, NonceSend, NonceRequire),
		IDTokenAlgs: some("RS256", "ES256", "PS512"), PinnedKeys: some("048058BB59F4D3007045896FD488CE81F4EB4923", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
		RequireAtHash: random.IntN(2) == 0, RequiredLoA: pick("", LoALow, LoAHigh), IP: pick("", "192.0.2.10", documentationIP, "2001:db8::1"),
		Organisation: pick("", "Nordby Kommune", `A "B" C`), Appswitch: pick(AppswitchCurrent, AppswitchDocumented), Hint: HintLogin,
		Endpoints: ciba.Endpoints{
			BackchannelAuthentication: pick("", "https://a.example/ciba"), Token: pick("", "https://b.example/token"), JWKS: pick("", "https://c.example/jwks"),
			Cancel: pick("", "https://d.example/{auth_req_id}/x"),
		},
		CPR:          pick(CPROff, CPRMatch),
		AppswitchIOS: pick("", "https://e.example/i"), AppswitchAndroid: pick("", "https://f.example/a"),
	}
	if len(e.IDTokenAlgs) == 0 {
		e.IDTokenAlgs = []string{"RS256"}
	}
	e.Scope = pick(defaultScope(e.Profile), "openid mitid ssn", "openid")
	if e.Profile == ProfileGeneric {
		e.CIBANonce, e.RequiredLoA, e.CPR = NonceOff, "", CPROff // demands that only MitID knows
		e.Hint, e.RequestedExpiry = pick(HintLogin, HintLoginToken, HintIDToken), time.Duration(random.IntN(901))*time.Second
		e.ACRValues, e.PersonClaim = some("urn:example:2", "a,b", `q"\`), pick("", "sub", `e"mail`)
	}
	if e.CPR == CPRMatch {
		e.CPRMatchEndpoint = e.Issuer + pick("", "/api/v2") + "/match"
	}
	e.TextTemplate = pick(templateFor(e.Organisation), "{code}", `"{code}" \ {case}`)
	e.IPFromDocumentation = e.IP == documentationIP
	return e
}

// TestEveryFieldSurvives writes random environments, as a file and as a draft, and reads them back.
// It counts the fields, so that a new one can't be forgotten.
func TestEveryFieldSurvives(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 5))
	varied := make(map[string]map[string]bool)
	for n := range 500 {
		e := randomEnvironment(random, fmt.Sprintf("e%d", n))
		text := EncodeEnvironments([]Environment{e})
		got, err := ParseEnvironments(text, "f")
		if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], e) {
			t.Fatalf("%v\n%s\nread  %+v\nwrote %+v", err, text, got, e)
		}
		if read, err := DraftOf(e).Read("f"); err != nil || !reflect.DeepEqual(read, e) {
			t.Fatalf("%v: the draft %v\nreads %+v\nwas   %+v", err, DraftOf(e), read, e)
		}
		fields := reflect.ValueOf(e)
		for i := range fields.NumField() {
			name := fields.Type().Field(i).Name
			if varied[name] == nil {
				varied[name] = make(map[string]bool)
			}
			varied[name][fmt.Sprintf("%#v", fields.Field(i).Interface())] = true
		}
	}
	for name, seen := range varied {
		if len(seen) < 2 && !slices.Contains([]string{"Kind", "BuiltIn", "Machine", "Fixed", "PublishedSecret"}, name) {
			t.Errorf("%s is never anything else: the test doesn't see whether it is written", name)
		}
	}
	production := randomEnvironment(random, "p")
	production.Kind = KindProduction
	if got, err := ParseEnvironments(EncodeEnvironments([]Environment{production}), "f"); err != nil || got[0].Kind != KindProduction {
		t.Errorf("production: %v", err)
	}
}

func TestThePublishedSecretIsNeverWritten(t *testing.T) {
	for _, e := range BuiltIn() {
		if text := EncodeEnvironments([]Environment{e}); e.PublishedSecret != "" && bytes.Contains(text, []byte(e.PublishedSecret.Reveal())) {
			t.Errorf("%s is written with its secret", e.ID)
		}
	}
}

func TestEveryKeyIsKnown(t *testing.T) {
	names := func(profile string) (all []string) {
		for _, key := range Keys(profile) {
			all = append(all, key.Name)
		}
		return all
	}
	var written []string
	for _, v := range (Environment{}).values() {
		written = append(written, v.key)
	}
	for _, profile := range []string{"", ProfileMitIDFlex, ProfileGeneric, "nonsense"} {
		read := names(profile)
		slices.Sort(read)
		want := slices.Sorted(slices.Values(written))
		if !slices.Equal(read, want) {
			t.Errorf("%q: the reader asks for\n%v, written are\n%v", profile, read, want)
		}
	}
	for _, key := range Keys(ProfileGeneric) {
		want := map[string]Key{
			"scope":           {Name: "scope", Kind: KeyText, Default: "openid"},
			"require_at_hash": {Name: "require_at_hash", Kind: KeyFlag, Default: "true", Choices: []string{"true", "false"}},
			"hint":            {Name: "hint", Kind: KeyText, Default: HintLogin, Choices: []string{HintLogin, HintLoginToken, HintIDToken}},
		}[key.Name]
		if want.Name != "" && !reflect.DeepEqual(key, want) {
			t.Errorf("got %+v, want %+v", key, want)
		}
	}
}

func TestADraftSaysWhatTheFileWouldSay(t *testing.T) {
	good := func() Draft {
		return Draft{"id": "nordby", "name": " Nordby ", "issuer": "https://broker.example/op", "client_id": "abc"}
	}
	if e, err := good().Read("f"); err != nil || e.Name != "Nordby" || e.Scope != "openid mitid" {
		t.Fatalf("%+v, %v", e, err)
	}
	for _, c := range []struct {
		key, text string
		want      files.Problem
	}{
		{key: "issuer", text: "not a URL", want: files.ProblemURL},
		{key: "issuer", text: "http://broker.example", want: files.ProblemNotHTTPS},
		{key: "issuer", text: "https://broker.example/?", want: files.ProblemQuery},
		{key: "issuer", want: files.ProblemMissing},
		{key: "id", text: "pp", want: files.ProblemReserved},
		{key: "requested_expiry", text: "ten", want: files.ProblemType},
		{key: "require_at_hash", text: "perhaps", want: files.ProblemType},
		{key: "id_token_algs", text: "none", want: files.ProblemChoice},
		{key: "pinned_keys", text: "abc, def", want: files.ProblemPinnedKey},
		{key: "kind", text: "demo", want: files.ProblemChoice},
		{key: "scope", text: "mitid", want: files.ProblemScope},
		{key: "client_id", text: "-----BEGIN PRIVATE KEY-----", want: files.ProblemSecret},
		{key: "colour", text: "blue", want: files.ProblemUnknownKey},
		{key: "person_claim", text: "sub", want: files.ProblemProfile},
	} {
		d := good()
		d[c.key] = c.text
		_, err := d.Read("f")
		if got := fileErrors(err); len(got) != 1 || got[0].Key != c.key || got[0].Problem != c.want {
			t.Errorf("%s = %q: %v, want %s", c.key, c.text, err, c.want)
		}
	}
	d := good()
	d["id_token_algs"], d["pinned_keys"] = "ES256,\nRS256", "048058BB59F4D3007045896FD488CE81F4EB4923,NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
	if e, err := d.Read("f"); err != nil || len(e.IDTokenAlgs) != 2 || len(e.PinnedKeys) != 2 {
		t.Errorf("%+v, %v", e, err)
	}
}

// handWritten is a file as people write it: comments, an order of their own, quoted keys, values
// over several lines.
const handWritten = `# our environments

# the first one
[[environment]]
client_id = "abc"   # from the broker
id = "one"
name = 'One'
issuer = "https://one.example/op"
# agreed in March
"ip" = "192.0.2.1"
hint_encoding = "json"

# the second one
  [[environment]]
id = "two"; 
`

func handWrittenText(t *testing.T) EnvironmentsText {
	t.Helper()
	text, err := ParseEnvironmentsText([]byte(strings.Replace(handWritten, "; \n", `
name = "Two"
issuer = "https://two.example/op"
client_id = "def"
pinned_keys = [
  "048058BB59F4D3007045896FD488CE81F4EB4923", # the one of 2026
]
# the end
`, 1)), "f")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	before := handWrittenText(t)
	one := before.Environments()[0]
	one.Name, one.Scope, one.IP = "Eins", "openid", ""
	one.TextTemplate = "{code}"
	after, err := before.With("one", one)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(string(before.data), "name = 'One'\n", "name = \"Eins\"\n", 1)
	want = strings.Replace(want, "client_id = \"abc\"   # from the broker\n", "client_id = \"abc\"   # from the broker\nscope = \"openid\"\n", 1)
	want = strings.Replace(want, "\"ip\" = \"192.0.2.1\"\n", "", 1)
	want = strings.Replace(want, "hint_encoding = \"json\"\n", "hint_encoding = \"json\"\nreference_template = \"{code}\"\n", 1)
	// The template follows the key that is written before it.
	if string(after.data) != want {
		t.Errorf("got\n%s\nwant\n%s", after.data, want)
	}
	gone, err := after.Without("one")
	if err != nil || !strings.HasPrefix(string(gone.data), "# our environments\n\n# the first one\n") || len(gone.Environments()) != 1 || strings.Contains(string(gone.data), "Eins") {
		t.Errorf("%v\n%s", err, gone.data)
	}
	two := before.Environments()[1]
	same, err := before.With("two", two)
	if err != nil || !bytes.Equal(same.data, before.data) {
		t.Errorf("nothing changed, and it is written as\n%s (%v)", same.data, err)
	}
	added, err := before.With("", Environment{ID: "three", Name: "Three", Kind: KindTest, Profile: ProfileMitIDFlex, Issuer: "https://three.example", ClientID: "x",
		ClientAuth: ciba.ClientSecretPost, Scope: "openid mitid", HintEncoding: HintJSON, CIBANonce: NonceOff, IDTokenAlgs: []string{"RS256"}, RequireAtHash: true,
		CPR: CPROff, Hint: HintLogin, Appswitch: AppswitchCurrent, TextTemplate: defaultTemplate})
	if err != nil || string(added.data) != string(before.data)+"\n[[environment]]\nid = \"three\"\nname = \"Three\"\nkind = \"test\"\nissuer = \"https://three.example\"\nclient_id = \"x\"\n" {
		t.Errorf("%v\n%s", err, added.data)
	}
	if _, err := before.With("", two); len(fileErrors(err)) != 1 || fileErrors(err)[0].Problem != files.ProblemDuplicate {
		t.Errorf("a second one of that id: %v", err)
	}
}

func TestLineEndsOfWindowsStay(t *testing.T) {
	text, err := ParseEnvironmentsText([]byte("\ufeff"+strings.ReplaceAll(needed, "\n", "\r\n")), "f")
	if err != nil {
		t.Fatal(err)
	}
	e := text.Environments()[0]
	e.Name, e.IP = "Other", "192.0.2.9"
	next, err := text.With("nordby", e)
	if err != nil || strings.Count(string(next.data), "\n") != strings.Count(string(next.data), "\r\n") || !strings.HasPrefix(string(next.data), "\ufeff[[") {
		t.Errorf("%v: %q", err, next.data)
	}
}

// TestTooLongStatementStays: a statement with too many lines isn't found.
func TestTooLongStatementStays(t *testing.T) {
	text, err := ParseEnvironmentsText([]byte(needed+"pinned_keys = ["+strings.Repeat("\n", maxStatement+5)+"]\n"), "f")
	if err != nil {
		t.Fatal(err)
	}
	_, changed := text.With("nordby", randomEnvironment(rand.New(rand.NewPCG(1, 1)), "new"))
	_, gone := text.Without("nordby")
	for _, err := range []error{changed, gone} {
		if got := fileErrors(err); len(got) != 1 || got[0].Problem != files.ProblemLayout {
			t.Errorf("%v", err)
		}
	}
}

func TestTheFileIsWrittenOnlyAsItWasRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config", "environments.toml")
	file := NewEnvironmentsFile(path, false)
	empty, err := file.Read()
	if err != nil || len(empty.Environments()) != 0 {
		t.Fatal(err)
	}
	first, err := empty.With("", randomEnvironment(rand.New(rand.NewPCG(1, 2)), "one"))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Write(t.Context(), empty, first); err != nil {
		t.Fatal(err)
	}
	read, err := file.Read()
	if err != nil || !bytes.Equal(read.Bytes(), first.Bytes()) {
		t.Fatal(err)
	}
	second, err := read.Without("one")
	if err != nil {
		t.Fatal(err)
	}
	var fault *files.Error
	for name, meddle := range map[string]func() error{
		"written by somebody": func() error { return os.WriteFile(path, append(first.Bytes(), "# mine\n"...), 0o600) },
		"removed":             func() error { return os.Remove(path) },
	} {
		if err := meddle(); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		if err := file.Write(t.Context(), read, second); !errors.As(err, &fault) || fault.Problem != files.ProblemChanged {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s: it was overwritten", name)
		}
		if err := os.WriteFile(path, first.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Write(t.Context(), empty, first); !errors.As(err, &fault) || fault.Problem != files.ProblemChanged {
		t.Errorf("one that wasn't there when it was read: %v", err)
	}
	handed := NewEnvironmentsFile(path, true)
	if err := handed.Write(t.Context(), read, second); !errors.As(err, &fault) || fault.Problem != files.ProblemReadOnly {
		t.Errorf("one that was handed out: %v", err)
	}
	full := NewEnvironmentsFile(path, false)
	full.files = refusing{files.OS{}}
	if err := full.Write(t.Context(), read, second); !errors.As(err, &fault) || fault.Problem != files.ProblemReadOnly {
		t.Errorf("a folder that can't be written to: %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(after, first.Bytes()) {
		t.Error("what couldn't be written has changed the file")
	}
}

// TestTwoWindowsSaveAtOnce: whatever a window was told is saved is in the file.
func TestTwoWindowsSaveAtOnce(t *testing.T) {
	add := func(ctx context.Context, file *EnvironmentsFile, id string) error {
		was, err := file.Read()
		if err != nil {
			return err
		}
		now, err := was.With("", randomEnvironment(rand.New(rand.NewPCG(1, 2)), id))
		if err != nil {
			return err
		}
		return file.Write(ctx, was, now)
	}
	changed := func(err error) bool {
		all := fileErrors(err)
		return len(all) == 1 && all[0].Problem == files.ProblemChanged
	}
	t.Run("one while the other writes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "environments.toml")
			var meanwhile error
			slow := NewEnvironmentsFile(path, false)
			slow.files = pausing{pause: func() { meanwhile = add(t.Context(), NewEnvironmentsFile(path, false), "two") }}
			if err := add(t.Context(), slow, "one"); err != nil {
				t.Fatal(err)
			}
			if !changed(meanwhile) {
				t.Errorf("the other one was told %v", meanwhile)
			}
			if err := add(t.Context(), NewEnvironmentsFile(path, false), "two"); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("many times, one over a link", func(t *testing.T) {
		path, link := filepath.Join(t.TempDir(), "environments.toml"), filepath.Join(t.TempDir(), "link.toml")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, link); err != nil {
			t.Skip(err)
		}
		const each = 20
		var windows sync.WaitGroup
		for _, way := range []string{path, link} {
			windows.Go(func() {
				for i := 0; i < each; {
					switch err := add(t.Context(), NewEnvironmentsFile(way, false), fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(way), ".toml"), i)); {
					case err == nil:
						i++
					case !changed(err):
						t.Error(err)
						return
					}
				}
			})
		}
		windows.Wait()
		if all, err := NewEnvironmentsFile(path, false).Read(); err != nil || len(all.Environments()) != 2*each {
			t.Errorf("%d environments are left of %d (%v)", len(all.Environments()), 2*each, err)
		}
	})
}

// pausing is a system that calls a function before a file is written.
type pausing struct {
	files.OS
	pause func()
}

func (p pausing) CreateTemp(folder, pattern string) (files.File, error) {
	p.pause()
	return p.OS.CreateTemp(folder, pattern)
}

// refusing is a system whose folders can't be written to.
type refusing struct{ files.OS }

func (refusing) CreateTemp(string, string) (files.File, error) { return nil, fs.ErrPermission }

func TestReadEnvironments(t *testing.T) {
	if got, err := ReadEnvironments(strings.NewReader(needed), "f"); err != nil || len(got) != 1 {
		t.Error(err)
	}
	if _, err := ReadEnvironments(bytes.NewReader(make([]byte, 2<<20)), "f"); len(fileErrors(err)) != 1 || fileErrors(err)[0].Problem != files.ProblemTooLarge {
		t.Errorf("2 MiB: %v", err)
	}
}

// FuzzChangeEnvironments changes one environment of any readable file. Either that is refused, or
// the result says what it should and the text around the table is the same.
func FuzzChangeEnvironments(f *testing.F) {
	for _, seed := range []string{
		whole, needed, needed + "\n# x\n" + strings.ReplaceAll(needed, "nordby", "sydby"), "", "environment = []", "\ufeff" + needed,
		strings.ReplaceAll(needed, "\n", "\r\n"), strings.TrimSuffix(needed, "\n"), needed + "scope = '''\nopenid'''", needed + "\"ip\" = \"\" # x",
		"environment = [{id='a',name='b',issuer='https://c',client_id='d'}]", needed + "pinned_keys = [ # a\n]\n#[[environment]]",
	} {
		f.Add([]byte(seed), uint64(1), uint8(0))
	}
	// the last key may be removed and leave its comment
	f.Add([]byte(needed+"# c\n\nscope = 'openid'\n# d\n"), uint64(1), uint8(1))
	// a value too long to be found
	f.Add([]byte(needed+"pinned_keys = ["+strings.Repeat("\n", maxStatement+1)+"]"), uint64(1), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, seed uint64, which uint8) {
		text, err := ParseEnvironmentsText(data, "f")
		if err != nil {
			return
		}
		list := text.Environments()
		random := rand.New(rand.NewPCG(seed, 0))
		now := randomEnvironment(random, "fuzzed")
		id, at := "", len(list)
		if len(list) > 0 && which%3 > 0 {
			at = int(which/3) % len(list)
			id = list[at].ID
		}
		next, err := text.With(id, now)
		if err != nil {
			if len(fileErrors(err)) == 0 {
				t.Fatalf("%v", err)
			}
			return
		}
		got := next.Environments()
		if at >= len(got) || !sameEnvironment(got[at], now) {
			t.Fatalf("%+v", got)
		}
		before, ok := text.tables()
		after, still := next.tables()
		if ok && !still {
			t.Fatalf("it can't be changed once more:\n%s", next.data)
		}
		if id == "" {
			if !bytes.HasPrefix(next.data, data) {
				t.Fatal("what was there isn't any more")
			}
			return
		}
		behind, same := bytes.CutSuffix(next.data[after[at].end():], data[before[at].end():])
		if !ok || !same || !onlyComments(behind) || !bytes.Equal(data[:before[at].start], next.data[:after[at].start]) {
			t.Fatalf("the neighbours have changed:\n%s\n----\n%s", data, next.data)
		}
		if gone, err := next.Without("fuzzed"); err != nil || len(gone.Environments()) != len(list)-1 {
			t.Fatalf("it can't be deleted: %v", err)
		}
	})
}

// onlyComments reports whether a text holds only comments and blank lines: those before the last
// key of a table stay where that key is removed.
func onlyComments(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}
