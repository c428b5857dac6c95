package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ringback/storage/files"
)

// spoken are the languages of these tests.
var spoken = []string{"en", "da"}

// keyCase is a key of a policy: how the file and the registry write a good value, another good one,
// and a wrong type.
type keyCase struct {
	key               string
	file, other       string
	registry          any
	wrongFile         string
	wrongRegistry     any
	right             string // what an error calls the right type of the registry
	wants, wantsOther any
	get               func(Policy) any
	bad               string // a value of the right type that is refused
	badIs             files.Problem
}

// keyCases has every key, in the order of the documentation. Sentences about text are about REG_SZ.
func keyCases() []keyCase {
	text := func(key, value, other, bad string, problem files.Problem, get func(Policy) any) keyCase {
		return keyCase{
			key: key, file: fmt.Sprintf("%q", value), other: fmt.Sprintf("%q", other), registry: value, wants: value, wantsOther: other, get: get,
			wrongFile: "7", wrongRegistry: uint32(7), right: "REG_SZ", bad: fmt.Sprintf("%q", bad), badIs: problem,
		}
	}
	flag := func(key string, get func(Policy) any) keyCase {
		return keyCase{
			key: key, file: "true", other: "false", registry: uint32(1), wants: true, wantsOther: false, get: get,
			wrongFile: `"true"`, wrongRegistry: "1", right: "REG_DWORD of 0 or 1", bad: "1", badIs: files.ProblemType,
		}
	}
	number := func(key string, get func(Policy) any) keyCase {
		return keyCase{
			key: key, file: "7", other: "9", registry: uint32(7), wants: 7, wantsOther: 9, get: get,
			wrongFile: `"7"`, wrongRegistry: "7", right: "REG_DWORD", bad: "0", badIs: files.ProblemType,
		}
	}
	textSize := number("text_size", func(p Policy) any { return p.TextSize })
	textSize.file, textSize.other, textSize.registry, textSize.wants, textSize.wantsOther, textSize.bad = "115", "200", uint32(115), 115, 200, "84"
	list := func(key, value, other, bad string, problem files.Problem, get func(Policy) any) keyCase {
		return keyCase{
			key: key, file: fmt.Sprintf("[%q]", value), other: fmt.Sprintf("[%q]", other), registry: []string{value},
			wants: []string{value}, wantsOther: []string{other}, get: get,
			wrongFile: "true", wrongRegistry: value, right: "REG_MULTI_SZ", bad: fmt.Sprintf("[%q]", bad), badIs: problem,
		}
	}
	return []keyCase{
		list("environments", "pp", "demo", "P P", files.ProblemID, func(p Policy) any { return p.Environments }),
		text("environments_file", root+"etc/a.toml", root+"etc/b.toml", "a.toml", files.ProblemRelative, func(p Policy) any { return p.EnvironmentsFile }),
		flag("own_environments", func(p Policy) any { return !p.NoOwnEnvironments }),
		flag("import", func(p Policy) any { return !p.NoImport }),
		flag("export", func(p Policy) any { return !p.NoExport }),
		flag("receipt", func(p Policy) any { return !p.NoReceipt }),
		flag("verified_only_if_recorded", func(p Policy) any { return p.VerifiedOnlyIfRecorded }),
		list("hide_tabs", "network", "claims", "result", files.ProblemChoice, func(p Policy) any { return p.HideTabs }),
		text("language", "da", "en", "xx", files.ProblemChoice, func(p Policy) any { return p.Language }),
		textSize,
		flag("sound", func(p Policy) any { return p.Sound }),
		number("idle_minutes", func(p Policy) any { return p.IdleMinutes }),
		number("retention_days", func(p Policy) any { return p.RetentionDays }),
		number("max_prompts", func(p Policy) any { return p.MaxPrompts }),
		text("cpr", CPROff, CPRMatch, "on", files.ProblemChoice, func(p Policy) any { return p.CPR }),
		text("proxy", "http://proxy.example:3128", "none", "http://anna:hemmelig@proxy.example", files.ProblemCredentialsInURL, func(p Policy) any { return p.Proxy }),
		text("extra_roots", root+"etc/a.pem", root+"etc/b.pem", "b.pem", files.ProblemRelative, func(p Policy) any { return p.ExtraRoots }),
		text("log_level", "debug", "error", "loud", files.ProblemChoice, func(p Policy) any { return p.LogLevel }),
		text("journal.database", "postgres://journal.example/ringback", "postgresql://b.example/x", "postgres://anna:hemmelig@journal.example/x", files.ProblemCredentialsInURL,
			func(p Policy) any { return p.Journal.Database }),
		text("journal.user", "ringback", "other", " ringback", files.ProblemCharacters, func(p Policy) any { return p.Journal.User }),
		text("journal.certificate", root+"etc/a.pem", root+"etc/b.pem", "b.pem", files.ProblemRelative, func(p Policy) any { return p.Journal.Certificate }),
		text("journal.password", "keyring", "keyring", "hemmelig", files.ProblemChoice, func(p Policy) any { return p.Journal.Password }),
		list("journal.token_command", root+"usr/bin/token", root+"usr/bin/other", "token", files.ProblemRelative, func(p Policy) any { return p.Journal.TokenCommand }),
		text("journal.unreachable", "refuse", "local", "ignore", files.ProblemChoice, func(p Policy) any { return p.Journal.Unreachable }),
	}
}

// assignment writes a key in the file.
func assignment(key, value string) string {
	if below, inJournal := strings.CutPrefix(key, "journal."); inJournal {
		return "[journal]\n" + below + " = " + value + "\n"
	}
	return "\n" + key + " = " + value + "\n"
}

// inRegistry writes a key in the registry.
func inRegistry(key string, value any) *RegistryKey {
	if below, inJournal := strings.CutPrefix(key, "journal."); inJournal {
		return &RegistryKey{Keys: map[string]RegistryKey{"journal": {Values: map[string]any{below: value}}}}
	}
	return &RegistryKey{Values: map[string]any{key: value}}
}

// policyIn reads a machine's policy.
func policyIn(file string, key *RegistryKey) (Policy, error) {
	return machine{
		file: "policy.toml",
		read: func(string) ([]byte, error) {
			if file == "" {
				return nil, &files.Error{Problem: files.ProblemMissingFile, Err: fs.ErrNotExist}
			}
			return []byte(file), nil
		},
		registry: func() (*RegistryKey, error) { return key, nil },
	}.policy(spoken)
}

// TestEveryKeyOfAPolicy: in the file, in the registry, in both (the registry counts), with another
// type in each, and with a value that is refused.
func TestEveryKeyOfAPolicy(t *testing.T) {
	for _, c := range keyCases() {
		t.Run(c.key, func(t *testing.T) {
			inFile := Source{File: "policy.toml", Line: 2}
			for _, read := range []struct {
				name     string
				file     string
				registry *RegistryKey
				want     any
				from     Source
			}{
				{"in the file", assignment(c.key, c.file), nil, c.wants, inFile},
				{"another value", assignment(c.key, c.other), nil, c.wantsOther, inFile},
				{"in the registry", "", inRegistry(c.key, c.registry), c.wants, Source{File: registryName}},
				{"the registry over the file", assignment(c.key, c.other), inRegistry(c.key, c.registry), c.wants, Source{File: registryName}},
			} {
				p, err := policyIn(read.file, read.registry)
				if err != nil {
					t.Fatalf("%s: %v", read.name, err)
				}
				if got := c.get(p); !reflect.DeepEqual(got, read.want) {
					t.Errorf("%s: it is %v, not %v", read.name, got, read.want)
				}
				if from, fixed := p.Fixed(c.key); !fixed || from != read.from {
					t.Errorf("%s: it comes from %v", read.name, from)
				}
				if values := p.Values(); len(values) != 1 || values[0].Key != c.key || values[0].Value == "" || values[0].Source != read.from {
					t.Errorf("%s: told as %+v", read.name, values)
				}
			}
			_, err := policyIn(assignment(c.key, c.wrongFile), nil)
			hasFault(t, err, files.Error{File: "policy.toml", Line: 2, Key: c.key, Problem: files.ProblemType})
			_, err = policyIn("", inRegistry(c.key, c.wrongRegistry))
			hasFault(t, err, files.Error{File: registryName, Key: c.key, Problem: files.ProblemType, Allowed: []string{c.right}})
			_, err = policyIn("", inRegistry(c.key, RegistryType("REG_BINARY")))
			hasFault(t, err, files.Error{File: registryName, Key: c.key, Problem: files.ProblemType, Allowed: []string{c.right}})
			_, err = policyIn(assignment(c.key, c.bad), nil)
			hasFault(t, err, files.Error{File: "policy.toml", Line: 2, Key: c.key, Problem: c.badIs})
			if strings.Contains(fmt.Sprint(err), "hemmelig") {
				t.Errorf("a secret is told: %v", err)
			}
		})
	}
}

// hasFault looks for a problem; Allowed only where it is wanted.
func hasFault(t *testing.T, err error, want files.Error) {
	t.Helper()
	for _, fault := range fileErrors(err) {
		got := *fault
		if want.Allowed == nil {
			got.Allowed = nil
		}
		got.Limit, got.Err = 0, nil
		if reflect.DeepEqual(got, want) {
			return
		}
	}
	t.Errorf("no problem %+v in: %v", want, err)
}

// TestNoKeyOfAPolicyIsUntested: the table has every key, in the order in which they are read.
func TestNoKeyOfAPolicyIsUntested(t *testing.T) {
	var read, tested []string
	for _, key := range PolicyKeys(spoken) {
		read = append(read, key.Name)
	}
	for _, c := range keyCases() {
		tested = append(tested, c.key)
	}
	if !slices.Equal(read, tested) {
		t.Errorf("read:   %v\ntested: %v", read, tested)
	}
	if written := slices.Sorted(maps.Keys(Policy{}.written())); !slices.Equal(written, slices.Sorted(slices.Values(read))) {
		t.Errorf("told: %v", written)
	}
}

// TestEveryKeyOfAnEnvironmentCanBeFixed, in the file and in the registry, each with its own type.
func TestEveryKeyOfAnEnvironmentCanBeFixed(t *testing.T) {
	own, err := ParseEnvironments([]byte(needed), "f")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{ // where a text isn't enough
		"id_token_algs": []string{"ES256"}, "pinned_keys": []string{"048058BB59F4D3007045896FD488CE81F4EB4923"}, "require_at_hash": uint32(0),
		"kind": "production", "issuer": "https://other.example/op", "client_auth": "private_key_jwt", "scope": "openid ssn",
		"hint_encoding": "base64", "ciba_nonce": "send", "required_loa": "high", "ip": "192.0.2.9", "appswitch": "documented",
		"reference_template": "Nr. {code}", KeyCancelEndpoint: "https://a.example/{auth_req_id}", KeyCPRMatch: "https://broker.example/match",
		"requested_expiry": uint32(60), "acr_values": []string{"1"}, "person_claim": "sub", "hint": "id_token_hint", "profile": "generic",
		KeyBackchannelAuthentication: "https://a.example/x", KeyTokenEndpoint: "https://a.example/x", KeyJWKS: "https://a.example/x",
		"appswitch_ios": "https://a.example/x", "appswitch_android": "https://a.example/x",
	}
	for _, key := range Keys("") {
		if key.Name == "id" {
			continue
		}
		value, special := values[key.Name]
		if !special {
			value = "match"
		}
		fixed := map[string]any{key.Name: value}
		switch key.Name {
		case "hint", "requested_expiry", "acr_values", "person_claim":
			fixed["profile"] = ProfileGeneric
		case "cpr":
			fixed[KeyCPRMatch] = "https://broker.example/match"
		}
		p, err := policyIn("", &RegistryKey{Keys: map[string]RegistryKey{"environment": {Keys: map[string]RegistryKey{"nordby": {Values: fixed}}}}})
		if err != nil {
			t.Fatalf("%s: %v", key.Name, err)
		}
		laid, err := p.Over(own[0])
		if err != nil {
			t.Fatalf("%s: %v", key.Name, err)
		}
		if sameEnvironment(laid, own[0]) || !slices.Contains(laid.Fixed, key.Name) {
			t.Errorf("%s changes nothing", key.Name)
		}
		var text strings.Builder
		text.WriteString("[environment.nordby]\n")
		for _, v := range laid.values() {
			if slices.Contains(laid.Fixed, v.key) {
				text.WriteString(v.statement() + "\n")
			}
		}
		inFile, err := policyIn(text.String(), nil)
		if err != nil {
			t.Fatalf("%s: %v in\n%s", key.Name, err, &text)
		}
		if again, err := inFile.Over(own[0]); err != nil || !sameEnvironment(again, laid) {
			t.Errorf("%s: the file says something else, %v", key.Name, err)
		}
		path := environmentPath("nordby", key.Name)
		if from, ok := inFile.Fixed(path); !ok || from.Line == 0 {
			t.Errorf("%s comes from %v", path, from)
		}
		wrong := any([]string{"x"})
		if key.Kind == KeyList {
			wrong = "x"
		}
		_, err = policyIn("", &RegistryKey{Keys: map[string]RegistryKey{"environment": {Keys: map[string]RegistryKey{"nordby": {Values: map[string]any{key.Name: wrong}}}}}})
		hasFault(t, err, files.Error{File: registryName, Environment: "nordby", Key: key.Name, Problem: files.ProblemType, Allowed: []string{registryType(key.Kind)}})
	}
}

// TestFaultsOfAPolicy beyond those of a single value.
func TestFaultsOfAPolicy(t *testing.T) {
	fault := func(line int, environment, key string, problem files.Problem) files.Error {
		return files.Error{File: "policy.toml", Line: line, Environment: environment, Key: key, Problem: problem}
	}
	for text, want := range map[string]files.Error{
		"\nown_environment = false\n":                                            fault(2, "", "own_environment", files.ProblemUnknownKey),
		"[[environment]]\nid = \"nordby\"\n":                                     fault(1, "", "environment", files.ProblemType),
		"[environment.nordby]\n\nisuer = \"x\"\n":                                fault(3, "nordby", "isuer", files.ProblemUnknownKey),
		"[environment.nordby]\nid = \"other\"\n":                                 fault(2, "nordby", "id", files.ProblemUnknownKey),
		"[environment.nordby]\nclient_secret = \"hemmelig\"\n":                   fault(2, "nordby", "client_secret", files.ProblemSecret),
		"[environment.\"Nord by\"]\nip = \"192.0.2.9\"\n":                        fault(1, "", "environment.Nord by", files.ProblemID),
		"environment.nordby.cpr = 1\n":                                           fault(1, "nordby", "cpr", files.ProblemType),
		"environment = 1\n":                                                      fault(1, "", "environment", files.ProblemType),
		"\n[environment]\nnordby = 1\n":                                          fault(3, "", "environment.nordby", files.ProblemType),
		"journal = \"postgres://x.example/y\"\n":                                 fault(1, "", "journal", files.ProblemType),
		"[journal]\nhost = \"x.example\"\n":                                      fault(2, "", "journal.host", files.ProblemUnknownKey),
		"[journal]\nclient_secret = \"hemmelig\"\n":                              fault(2, "", "journal.client_secret", files.ProblemSecret),
		"[journal]\npassword = \"hemmelig\"\n":                                   fault(2, "", "journal.password", files.ProblemChoice),
		"environments = []\n":                                                    fault(1, "", "environments", files.ProblemMissing),
		"environments = [\"pp\", \"pp\"]\n":                                      fault(1, "", "environments", files.ProblemDuplicate),
		"idle_minutes = 61\n":                                                    fault(1, "", "idle_minutes", files.ProblemType),
		"retention_days = 3651\n":                                                fault(1, "", "retention_days", files.ProblemType),
		"proxy = \"socks5://proxy.example\"\n":                                   fault(1, "", "proxy", files.ProblemProxy),
		"proxy = \"http://proxy.example/path\"\n":                                fault(1, "", "proxy", files.ProblemProxy),
		"[journal]\ndatabase = \"mysql://x.example/y\"\n":                        fault(2, "", "journal.database", files.ProblemDatabase),
		"[journal]\ndatabase = \"postgres:///y?password=x\"\n":                   fault(2, "", "journal.database", files.ProblemCredentialsInURL),
		"[journal]\ndatabase = \"postgres://x.example/y?sslpassword=x\"\n":       fault(2, "", "journal.database", files.ProblemCredentialsInURL),
		"[journal]\ndatabase = \"postgres://x.example/y?a=1;password=x\"\n":      fault(2, "", "journal.database", files.ProblemCredentialsInURL),
		"[journal]\nuser = \"anna:hemmelig\"\n":                                  fault(2, "", "journal.user", files.ProblemLogin),
		"[journal]\nuser = \"\"\n":                                               fault(2, "", "journal.user", files.ProblemLogin),
		"[journal]\ndatabase = \"postgres://x.example/y#password\"\n":            fault(2, "", "journal.database", files.ProblemDatabase),
		"[journal]\ntoken_command = [\"/x\", \"-----BEGIN PRIVATE KEY-----\"]\n": fault(2, "", "journal.token_command", files.ProblemSecret),
		"\nlanguage = da\n":                                                      {File: "policy.toml", Line: 2, Problem: files.ProblemSyntax},
		"\xff":                                                                   {File: "policy.toml", Line: 1, Problem: files.ProblemEncoding},
	} {
		p, err := policyIn(text, nil)
		hasFault(t, err, want)
		if !reflect.DeepEqual(p, Policy{}) {
			t.Errorf("%q: something is fixed nevertheless: %+v", text, p)
		}
		if strings.Contains(fmt.Sprint(err), "hemmelig") {
			t.Errorf("a secret is told: %v", err)
		}
	}
}

// TestFaultsOfTheRegistry beyond those of a single value.
func TestFaultsOfTheRegistry(t *testing.T) {
	below := func(name string, key RegistryKey) RegistryKey {
		return RegistryKey{Keys: map[string]RegistryKey{name: key}}
	}
	value := func(name string, v any) RegistryKey { return RegistryKey{Values: map[string]any{name: v}} }
	for _, test := range []struct {
		key   RegistryKey
		where string
		what  files.Problem
	}{
		{value("colour", "blue"), "colour", files.ProblemUnknownKey},
		{value("colour", RegistryType("REG_QWORD")), "colour", files.ProblemUnknownKey},
		{value("client_secret", "hemmelig"), "client_secret", files.ProblemSecret},
		{below("other", value("x", "y")), "other", files.ProblemUnknownKey},
		{below("journal", below("deep", RegistryKey{})), "journal.deep", files.ProblemUnknownKey},
		{below("environment", value("nordby", "x")), "environment.nordby", files.ProblemType},
		{below("environment", below("nordby", below("deep", RegistryKey{}))), "environment.nordby.deep", files.ProblemUnknownKey},
		{value("import", uint32(2)), "import", files.ProblemType},
		{value("max_prompts", uint32(0)), "max_prompts", files.ProblemType},
		{value("max_prompts", uint32(61)), "max_prompts", files.ProblemType}, // the journal wouldn't know
	} {
		_, err := policyIn("", &test.key)
		hasFault(t, err, files.Error{File: registryName, Key: test.where, Problem: test.what})
		if strings.Contains(fmt.Sprint(err), "hemmelig") {
			t.Errorf("a secret is told: %v", err)
		}
	}
	_, err := machine{
		read:     func(string) ([]byte, error) { return nil, fs.ErrNotExist },
		registry: func() (*RegistryKey, error) { return nil, fs.ErrPermission },
	}.policy(spoken)
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), registryName) {
		t.Errorf("a registry that can't be read: %v", err)
	}
}

// TestBothPlacesReportTheirFaults: the registry doesn't hide a broken file.
func TestBothPlacesReportTheirFaults(t *testing.T) {
	_, err := policyIn("language = \"xx\"\n", &RegistryKey{Values: map[string]any{"language": "yy"}})
	hasFault(t, err, files.Error{File: "policy.toml", Line: 1, Key: "language", Problem: files.ProblemChoice})
	hasFault(t, err, files.Error{File: registryName, Key: "language", Problem: files.ProblemChoice})
}

// TestNoPolicyFixesNothing.
func TestNoPolicyFixesNothing(t *testing.T) {
	p, err := policyIn("", nil)
	if err != nil || !reflect.DeepEqual(p, Policy{sources: map[string]Source{}, tables: map[string]Source{}}) || len(p.Values()) > 0 || !p.Allows(IDDemo) {
		t.Errorf("%+v, %v", p, err)
	}
	all, file, err := AllEnvironments(filepath.Join(t.TempDir(), "none.toml"), "", p)
	if err != nil || file == nil || !reflect.DeepEqual(all, BuiltIn()) {
		t.Errorf("%v, %v", all, err)
	}
}

// laidOver reads a policy and lays it over the environments of a user with the environment nordby.
func laidOver(t *testing.T, policy string) ([]Environment, error) {
	t.Helper()
	own := filepath.Join(t.TempDir(), "environments.toml")
	write(t, own, needed)
	p, err := policyIn(policy, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := AllEnvironments(own, "", p)
	return all, err
}

// TestAPolicyOverBuiltInEnvironments: what they get later stays theirs, and a published secret
// stays only with the client that it belongs to.
func TestAPolicyOverBuiltInEnvironments(t *testing.T) {
	all, err := laidOver(t, `cpr = "match"
[environment.demo]
organisation = "Holm"
[environment.pp]
organisation = "Holm Kommune"
ip = "192.0.2.9"
[environment.production]
ip = "192.0.2.10"
`)
	if err != nil {
		t.Fatal(err)
	}
	want := BuiltIn()
	want[0].Organisation, want[0].Fixed = "Holm", []string{"organisation"}
	want[1].Organisation, want[1].TextTemplate, want[1].IP, want[1].IPFromDocumentation = "Holm Kommune", "Kode {code}, {organisation}", "192.0.2.9", false
	want[1].Fixed = []string{"ip", "organisation"}
	want[2].IP, want[2].Fixed = "192.0.2.10", []string{"ip"}
	if !reflect.DeepEqual(all[:3], want) {
		t.Errorf("got  %+v\nwant %+v", all[:3], want)
	}
	complete, err := all[2].WithProduction(Production{ClientID: "abc", IP: "192.0.2.77", Organisation: "Nordby"})
	if err != nil || complete.IP != "192.0.2.10" || complete.ClientID != "abc" || complete.Organisation != "Nordby" {
		t.Errorf("the user's address counts: %+v, %v", complete, err)
	}
	for _, policy := range []string{`client_id = "mine"`, `issuer = "https://other.example/op"`} {
		all, err := laidOver(t, "[environment.pp]\n"+policy)
		if err != nil || all[1].PublishedSecret != "" {
			t.Errorf("%s: the published secret goes there, %v", policy, err)
		}
	}
	if all, err := laidOver(t, "cpr = \"off\"\n[environment.demo]\ncpr = \"match\"\n"); err != nil || all[0].CPR != CPROff {
		t.Errorf("cpr = off doesn't win: %v", err)
	}
}

// TestFaultsOfWhatAPolicyFixes show only when they are laid over an environment.
func TestFaultsOfWhatAPolicyFixes(t *testing.T) {
	for policy, want := range map[string]files.Error{
		"[environment.demo]\nissuer = \"https://x.example\"\n": {Line: 2, Environment: IDDemo, Key: "issuer", Problem: files.ProblemInsideDemo},
		"[environment.nordby]\nip = \"here\"\n":                {Line: 2, Environment: "nordby", Key: "ip", Problem: files.ProblemIP},
		"[environment.nordby]\nrequested_expiry = 60\n":        {Line: 2, Environment: "nordby", Key: "requested_expiry", Problem: files.ProblemProfile},
		"[environment.nosuch]\nip = \"192.0.2.9\"\n":           {Line: 1, Environment: "nosuch", Key: "environment.nosuch", Problem: files.ProblemNoEnvironment},
		"\n[environment.empty]\n":                              {Line: 2, Environment: "empty", Key: "environment.empty", Problem: files.ProblemNoEnvironment},
		"\nenvironments = [\"pp\", \"nosuch\"]\n":              {Line: 2, Environment: "nosuch", Key: "environments", Problem: files.ProblemNoEnvironment},
		"[environment.nordby]\nkind = \"production\"\ntoken_endpoint = \"http://127.0.0.1/x\"\n": {
			Line: 3, Environment: "nordby", Key: KeyTokenEndpoint, Problem: files.ProblemLoopback,
		},
	} {
		_, err := laidOver(t, policy)
		want.File = "policy.toml"
		hasFault(t, err, want)
	}
}

// TestEnvironmentsForEverybody: they are there beside the user's own, whose ids must be others; and
// where there are no own ones, those aren't even read.
func TestEnvironmentsForEverybody(t *testing.T) {
	folder := t.TempDir()
	own, everybodys := filepath.Join(folder, "own.toml"), filepath.Join(folder, "machine.toml")
	write(t, own, needed)
	write(t, everybodys, strings.ReplaceAll(needed, "nordby", "holm"))
	p := Policy{EnvironmentsFile: everybodys}
	all, file, err := AllEnvironments(own, "", p)
	if err != nil || len(all) != 5 || all[3].ID != "holm" || !all[3].Machine || all[4].ID != "nordby" || all[4].Machine {
		t.Errorf("%+v, %v", all, err)
	}
	text, err := file.Read()
	if err != nil {
		t.Fatal(err)
	}
	clash := text.Environments()[0]
	clash.ID = "holm"
	_, err = text.With("", clash)
	hasFault(t, err, files.Error{File: own, Line: 8, Environment: "holm", Key: "id", Problem: files.ProblemForEverybody})
	for named, path := range map[string]string{"": own, own: "none.toml"} {
		write(t, own, strings.ReplaceAll(needed, "nordby", "holm"))
		_, _, err = AllEnvironments(path, named, p)
		hasFault(t, err, files.Error{File: own, Line: 2, Environment: "holm", Key: "id", Problem: files.ProblemForEverybody})
	}

	p.NoOwnEnvironments = true
	if all, file, err := AllEnvironments(own, "", p); err != nil || len(all) != 4 || file != nil {
		t.Errorf("without own ones: %+v, %v", all, err)
	}
	if _, _, err := AllEnvironments(own, own, p); !errors.Is(err, ErrNoOwnEnvironments) {
		t.Errorf("a named file: %v", err)
	}
	p.Environments = []string{"holm"}
	if all, _, err := AllEnvironments(own, "", p); err != nil || len(all) != 1 || all[0].ID != "holm" {
		t.Errorf("only what is allowed: %+v, %v", all, err)
	}
	if err := os.Remove(everybodys); err != nil {
		t.Fatal(err)
	}
	if _, _, err := AllEnvironments(own, "", p); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the machine's file is gone: %v", err)
	}
}

// FuzzParsePolicy: whatever the bytes are, either the policy has problems and fixes nothing, or
// each key that it fixes is known and has its line.
func FuzzParsePolicy(f *testing.F) {
	for _, c := range keyCases() {
		f.Add([]byte(assignment(c.key, c.file)))
		f.Add([]byte(assignment(c.key, c.wrongFile)))
	}
	f.Add([]byte("environment.nordby.cpr = \"off\"\n[journal]\nuser=\"x\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePolicy(data, "policy.toml", spoken)
		if err != nil {
			if !reflect.DeepEqual(p, Policy{}) || len(fileErrors(err)) == 0 {
				t.Errorf("%+v, %v", p, err)
			}
			return
		}
		if values := p.Values(); len(values) != len(p.sources) {
			t.Errorf("%d values, %d sources", len(values), len(p.sources))
		}
		for _, e := range BuiltIn() {
			if laid, err := p.Over(e); err == nil && laid.ID != e.ID {
				t.Errorf("%s became %s", e.ID, laid.ID)
			}
		}
	})
}

// TestAPasswordInAnAddressIsNotAmongTheValues, however broken the address is.
func TestAPasswordInAnAddressIsNotAmongTheValues(t *testing.T) {
	for _, address := range []string{"https://anna:hemmelig@broker.example", "https://anna:hem%zz@broker.example/", "https://hemmelig@broker.example:x", "https://broker.example/?code=hemmelig"} {
		p := Policy{Environment: map[string]map[string]any{"pp": {"issuer": address}}}
		if values := p.Values(); len(values) != 1 || values[0].Value != "set" {
			t.Errorf("%s: %v", address, values)
		}
	}
}
