package console

import (
	"bytes"
	"crypto/elliptic"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// aJournalKey returns a key of an organisation in Base64.
func aJournalKey(with byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{with}, 32))
}

// provisioned stores what an input has, and returns the status and what is said.
func provisioned(t *testing.T, kept *keptEntries, shared config.Journal, sharedErr error, in string) (status int, said string) {
	t.Helper()
	store := secrets.New(kept, secrets.Options{})
	defer store.Close()
	words, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	asked, problem := ReadProvision(strings.NewReader(in))
	if !problem.IsZero() {
		t.Fatal(problem)
	}
	var out, wrong bytes.Buffer
	status = Provision(t.Context(), asked, desk.ProvisionOptions{JournalSecrets: store, SharedJournal: shared, SharedJournalErr: sharedErr}, words, &out, &wrong)
	if (out.Len() > 0) == (wrong.Len() > 0) || (status == 0) != (out.Len() > 0) {
		t.Errorf("status %d, %q, %q", status, &out, &wrong)
	}
	return status, out.String() + wrong.String()
}

// TestProvisionJournal: everything or nothing is stored, and nothing of it is told.
func TestProvisionJournal(t *testing.T) {
	shared := config.Journal{Database: "postgres://a.example,b.example:5433/ringback", User: "anna", Password: config.PasswordInKeyring}
	tokens := shared
	tokens.Password = ""
	one, other := aJournalKey(1), aJournalKey(2)
	password := `{"journal":{"password":"` + marked + `"}}`
	key := strings.ReplaceAll(aPrivateKey(t), "\n", `\n`)
	for name, c := range map[string]struct {
		in        string
		shared    config.Journal
		sharedErr error
		keyring   error
		status    int
		says      string
	}{
		"keys":             {in: `{"journal":{"seal":{"2":"` + one + `"},"hash":{"1":"` + other + `"}}}`, says: "seal 2, 7; hash 1, 7."},
		"the same again":   {in: `{"journal":{"seal":{"7":"` + one + `"}}}`, says: "seal 7; hash 7."},
		"another seal key": {in: `{"journal":{"seal":{"1":"` + one + `","7":"` + other + `"}}}`, status: ExitUsage, says: "another seal key 7."},
		"another hash key": {in: `{"journal":{"hash":{"7":"` + other + `"}}}`, status: ExitUsage, says: "another hash key 7."},
		"no number":        {in: `{"journal":{"hash":{"hemmelig-4711":"` + other + `"}}}`, status: ExitUsage, says: "must be from 1 to 9999."},
		"no key":           {in: `{"journal":{"hash":{"1":"` + marked + `"}}}`, status: ExitUsage, says: "32 bytes in Base64"},
		"a password":       {in: password, shared: shared, says: "for a.example:5432, b.example:5433 only."},
		"no journal":       {in: password, status: ExitUsage, says: "no shared journal yet"},
		"a broken one":     {in: password, sharedErr: config.ErrNoLogin, status: ExitUsage, says: "add user to [journal]"},
		"by token":         {in: password, shared: tokens, status: ExitUsage, says: "password isn’t “keyring”"},
		"a long password":  {in: `{"journal":{"password":"` + strings.Repeat(marked, 100) + `"}}`, shared: shared, status: ExitUsage, says: "too long"},
		"a private key":    {in: `{"journal":{"private_key":"` + key + `"}}`, says: "the private key of the certificate"},
		"another curve":    {in: `{"journal":{"private_key":"` + strings.ReplaceAll(aKeyOn(t, elliptic.P384()), "\n", `\n`) + `"}}`, status: ExitUsage, says: "EC on P-256 or Ed25519"},
		"not a key":        {in: `{"journal":{"private_key":"` + marked + `"}}`, status: ExitUsage, says: "key"},
		"all of it":        {in: `{"journal":{"seal":{"1":"` + one + `"},"password":"` + marked + `","private_key":"` + key + `"}}`, shared: shared, says: "seal 1, 7; hash 7."},
		"one is wrong":     {in: `{"journal":{"seal":{"1":"` + one + `"},"password":"` + marked + `","private_key":"x"}}`, shared: shared, status: ExitUsage, says: "key"},
		"locked":           {in: `{"journal":{"seal":{"1":"` + one + `"}}}`, keyring: errors.New("the collection is locked"), status: ExitNotStored, says: "keyring is locked"},
	} {
		t.Run(name, func(t *testing.T) {
			kept := &keptEntries{entries: make(map[string]string)}
			if status, said := provisioned(t, kept, config.Journal{}, nil, `{"journal":{"seal":{"7":"`+one+`"},"hash":{"7":"`+one+`"}}}`); status != 0 {
				t.Fatal(said)
			}
			before := len(kept.entries)
			old := kept.entries["Ringback/shared journal keys"]
			kept.err = c.keyring
			status, said := provisioned(t, kept, c.shared, c.sharedErr, c.in)
			if status != c.status || !strings.Contains(said, c.says) {
				t.Errorf("status %d, %q", status, said)
			}
			for _, secret := range []string{marked, one, other, "PRIVATE KEY"} {
				if strings.Contains(said, secret) {
					t.Error("a value is told")
				}
			}
			if c.status != 0 && (len(kept.entries) != before || kept.entries["Ringback/shared journal keys"] != old) {
				t.Error("something was stored")
			}
		})
	}
}

// failingRing is a keyring that fails after some calls that save.
type failingRing struct {
	*keptEntries
	left int
}

func (f *failingRing) Set(service, user, secret string) error {
	if f.left--; f.left < 0 {
		return errors.New("no such service")
	}
	return f.keptEntries.Set(service, user, secret)
}

// TestProvisionJournalInterrupted says that a part was stored, and what is used afterwards is that.
func TestProvisionJournalInterrupted(t *testing.T) {
	shared := config.Journal{Database: "postgres://a.example/ringback", User: "anna", Password: config.PasswordInKeyring}
	words, err := assets.Load(assets.English)
	if err != nil {
		t.Fatal(err)
	}
	in := `{"journal":{"seal":{"1":"` + aJournalKey(1) + `"},"password":"` + marked + `"}}`
	for left, want := range []string{"keyring can’t be used", "Only a part was stored", ""} {
		ring := &failingRing{&keptEntries{entries: make(map[string]string)}, left}
		store := secrets.New(ring, secrets.Options{})
		asked, problem := ReadProvision(strings.NewReader(in))
		if !problem.IsZero() {
			t.Fatal(problem)
		}
		var out, wrong bytes.Buffer
		status := Provision(t.Context(), asked, desk.ProvisionOptions{JournalSecrets: store, SharedJournal: shared}, words, &out, &wrong)
		if (status == 0) != (want == "") || !strings.Contains(wrong.String(), want) {
			t.Errorf("%d: status %d, %q, %q", left, status, &out, &wrong)
		}
		keys, err := journal.ReadOrganisationKeys(t.Context(), store)
		if err != nil || (len(keys.Seal) == 1) != (left > 0) {
			t.Errorf("%d: %d keys, %v", left, len(keys.Seal), err)
		}
		password, err := store.DatabasePassword(t.Context(), desk.DatabaseLoginOf(shared))
		if (err == nil) != (left == 2) || err == nil && password.Reveal() != marked {
			t.Errorf("%d: %v", left, err)
		}
		_ = store.Close()
	}
}
