package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ringback/storage/files"
)

// TestFaultsOfAnOwnJournal: the journal of this machine never takes the place of a shared one that
// can't be read, and nothing secret is told.
func TestFaultsOfAnOwnJournal(t *testing.T) {
	for text, want := range map[string]files.Error{
		"journal = 7\n":                {Line: 1, Key: "journal", Problem: files.ProblemType},
		"[journal]\ndatabase = \"\"\n": {Line: 2, Key: "journal.database", Problem: files.ProblemDatabase},
		"[journal]\ndatabase = 7\n":    {Line: 2, Key: "journal.database", Problem: files.ProblemType},
		"[journal]\ndatabase = \"postgres://anna:hemmelig@a.example/r\"\n": {Line: 2, Key: "journal.database", Problem: files.ProblemCredentialsInURL},
		"[journal]\n\nuser = \"anna:hemmelig\"\n":                          {Line: 3, Key: "journal.user", Problem: files.ProblemLogin},
		"[journal]\nuser = \"" + strings.Repeat("ø", 32) + "\"\n":          {Line: 2, Key: "journal.user", Problem: files.ProblemLogin},
		"journal.certificate = \"anna.pem\"\n":                             {Line: 1, Key: "journal.certificate", Problem: files.ProblemRelative},
		"[journal]\npassword = \"hemmelig\"\n":                             {Line: 2, Key: "journal.password", Problem: files.ProblemChoice},
		"[journal]\nunreachable = \"ignore\"\n":                            {Line: 2, Key: "journal.unreachable", Problem: files.ProblemChoice},
		"[journal]\ntoken_command = [\"/usr/bin/token\"]\n":                {Line: 2, Key: "journal.token_command", Problem: files.ProblemPolicyOnly},
		"[journal]\nssl_password = \"hemmelig\"\n":                         {Line: 2, Key: "journal.ssl_password", Problem: files.ProblemSecret},
		"[journal]\nwhere = \"-----BEGIN PRIVATE KEY-----hemmelig\"\n":     {Line: 2, Key: "journal.where", Problem: files.ProblemSecret},
		"theme = \"dark\"\n[journal]\npassword = \"x\"\nuser = \"anna\"\n": {Line: 3, Key: "journal.password", Problem: files.ProblemChoice},
	} {
		s, err := ParseSettings([]byte(text), "settings.toml")
		want.File = "settings.toml"
		hasFault(t, err, want)
		if s.Journal != (OwnJournal{Unusable: true}) {
			t.Errorf("%q: %+v", text, s.Journal)
		}
		if _, err := (Policy{}).JournalWith(s); !errors.Is(err, ErrJournalUnusable) {
			t.Errorf("%q: %v", text, err)
		}
		if strings.Contains(fmt.Sprint(err), "hemmelig") {
			t.Errorf("a secret is told: %v", err)
		}
	}
	for text, unusable := range map[string]bool{
		"theme = \n": false, "theme =\n# journal\n": false, "theme =\n [journal] # ours\n": true, "theme =\njournal.user = \"anna\"\n": true,
		"theme =\n[ journal ]\n": true, "theme =\n[\"journal\"]\n": true, "theme =\n'journal' = {}\n": true, "theme =\njournal = {}\n": true,
		"\ufeff[journal]\ntheme =\n": true, "\xff\xfe[\x00j\x00o\x00u\x00r\x00n\x00a\x00l\x00]\x00\n\x00": true,
	} {
		if s, err := ParseSettings([]byte(text), "settings.toml"); err == nil || s.Journal.Unusable != unusable {
			t.Errorf("%q: %+v, %v", text, s.Journal, err)
		}
	}
	if s, err := ParseSettings([]byte("[journal]\nuser = \"anna\"\nnewer = 7\n"), "settings.toml"); err != nil || s.Journal != (OwnJournal{User: "anna"}) {
		t.Errorf("a key of a newer version: %+v, %v", s.Journal, err)
	}
}

// TestSettingsThatNobodyCanRead may name a shared journal: nothing takes its place.
func TestSettingsThatNobodyCanRead(t *testing.T) {
	s, err := LoadSettings(t.TempDir())
	if err == nil {
		t.Error("a folder was read")
	}
	if _, err := (Policy{}).JournalWith(s); !errors.Is(err, ErrJournalUnusable) {
		t.Errorf("%v", err)
	}
}

// TestSavingLeavesTheJournal: keys that aren't known stay, and what can't be used stays so even if
// the window saves something else.
func TestSavingLeavesTheJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	save := func(text string) (Settings, string) {
		t.Helper()
		write(t, path, text)
		was, _ := LoadSettings(path)
		now := was
		now.Theme = "dark"
		if err := SaveSettings(path, was, now); err != nil {
			t.Fatal(err)
		}
		there, _ := LoadSettings(path)
		if there.Theme != "dark" {
			t.Errorf("%q: not saved", text)
		}
		written, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return there, string(written)
	}
	if s, text := save("[journal]\nuser = \"anna\"\nnewer = 7\n"); s.Journal != (OwnJournal{User: "anna"}) || !strings.Contains(text, "newer = 7") {
		t.Errorf("%+v in\n%s", s.Journal, text)
	}
	for _, text := range []string{"[journal]\npassword = \"hemmelig\"\n", "theme = \n[journal]\n", "journal = 7\n"} {
		if s, text := save(text); !s.Journal.Unusable || strings.Contains(text, "hemmelig") {
			t.Errorf("%+v in\n%s", s.Journal, text)
		}
	}
}

// TestTheJournalThatIsUsed: the policy over the user's own, key by key.
func TestTheJournalThatIsUsed(t *testing.T) {
	const a, b = "postgres://a.example/r", "postgres://b.example/r"
	token := []string{root + "usr/bin/token", "now"}
	for name, c := range map[string]struct {
		policy Journal
		own    OwnJournal
		want   Journal
		err    error
	}{
		"none":                    {},
		"a login alone":           {policy: Journal{User: "desk17"}, own: OwnJournal{Unreachable: "local"}},
		"the user's":              {own: OwnJournal{Database: a, User: "anna", Password: "keyring", Unreachable: "local"}, want: Journal{Database: a, User: "anna", Password: "keyring", Unreachable: "local"}},
		"the policy's":            {policy: Journal{Database: a, User: "desk17", Certificate: "c"}, want: Journal{Database: a, User: "desk17", Certificate: "c", Unreachable: "refuse"}},
		"the policy's over":       {policy: Journal{Database: a, User: "desk17"}, own: OwnJournal{Database: b, User: "anna", Certificate: "c"}, want: Journal{Database: a, User: "desk17", Certificate: "c", Unreachable: "refuse"}},
		"each their login":        {policy: Journal{Database: a}, own: OwnJournal{User: "anna", Password: "keyring"}, want: Journal{Database: a, User: "anna", Password: "keyring", Unreachable: "refuse"}},
		"who may leave the guard": {policy: Journal{Database: a, User: "desk17"}, own: OwnJournal{Unreachable: "local"}, want: Journal{Database: a, User: "desk17", Unreachable: "refuse"}},
		"… by the policy":         {policy: Journal{Database: a, User: "desk17", Unreachable: "local"}, want: Journal{Database: a, User: "desk17", Unreachable: "local"}},
		"a token":                 {policy: Journal{Database: a, User: "desk17", TokenCommand: token}, own: OwnJournal{Password: "keyring"}, want: Journal{Database: a, User: "desk17", TokenCommand: token, Unreachable: "refuse"}},
		"no login":                {policy: Journal{Database: a}, err: ErrNoLogin},
		"two passwords":           {policy: Journal{Database: a, User: "desk17", Password: "keyring", TokenCommand: token}, err: ErrTwoPasswords},
		"unusable":                {policy: Journal{Database: a, User: "desk17"}, own: OwnJournal{Unusable: true}, err: ErrJournalUnusable},
	} {
		got, err := Policy{Journal: c.policy}.JournalWith(Settings{Journal: c.own})
		if !reflect.DeepEqual(got, c.want) || !errors.Is(err, c.err) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
