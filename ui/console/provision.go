package console

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/assets"
	"ringback/ui/desk"
)

// ExitNotStored is the status of provision if nothing was stored although the call was right.
const ExitNotStored = 1

// maxProvision is the longest input of provision that is read, in bytes.
const maxProvision = 1 << 20

// errProvision means that the input of provision can't be used. It never contains what was read,
// which is secret.
var errProvision = errors.New("the object on standard input can't be used")

// ReadProvision reads a credential as one JSON object from standard input, which must end within
// ten seconds. Nothing of it is in the problem, as it is secret.
func ReadProvision(in io.Reader) (desk.Provision, desk.Text) {
	p, err := within(inputBound, func() (desk.Provision, error) { return readProvision(in) })
	switch {
	case errors.Is(err, errLate):
		return desk.Provision{}, desk.Say("provision.late", "Seconds", int(inputBound/time.Second))
	case errors.Is(err, desk.ErrNotUTF8):
		return desk.Provision{}, desk.Say("provision.not_utf8")
	case err != nil:
		return desk.Provision{}, desk.Say("provision.unreadable")
	}
	return p, desk.Text{}
}

func readProvision(in io.Reader) (desk.Provision, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxProvision+1))
	if err != nil || len(data) > maxProvision {
		return desk.Provision{}, errProvision
	}
	if data, err = desk.PlainText(data); err != nil {
		return desk.Provision{}, err
	}
	var read struct {
		Environment  *string         `json:"environment"`
		ClientSecret *string         `json:"client_secret"`
		PrivateKey   *string         `json:"private_key"`
		Journal      *journalMembers `json:"journal"`
	}
	if jsontext.Value(data).Kind() != '{' || json.Unmarshal(data, &read, json.RejectUnknownMembers(true)) != nil {
		return desk.Provision{}, errProvision
	}
	switch {
	case read.Journal != nil:
		if read.Environment != nil || read.ClientSecret != nil || read.PrivateKey != nil || read.Journal.empty() {
			return desk.Provision{}, errProvision
		}
		return desk.Provision{Journal: read.Journal.wrapped()}, nil
	case read.Environment == nil, (read.ClientSecret == nil) == (read.PrivateKey == nil):
		return desk.Provision{}, errProvision
	case read.PrivateKey != nil:
		return desk.NewProvision(*read.Environment, *read.PrivateKey, true), nil
	default:
		return desk.NewProvision(*read.Environment, *read.ClientSecret, false), nil
	}
}

// journalMembers are the members of the object about a shared journal.
type journalMembers struct {
	Seal       map[string]string `json:"seal"`
	Hash       map[string]string `json:"hash"`
	Password   *string           `json:"password"`
	PrivateKey *string           `json:"private_key"`
}

// empty reports whether there is nothing to store. An empty password is a mistake.
func (m *journalMembers) empty() bool {
	blank := func(text *string) bool { return text != nil && *text == "" }
	return len(m.Seal)+len(m.Hash) == 0 && m.Password == nil && m.PrivateKey == nil || blank(m.Password) || blank(m.PrivateKey)
}

func (m *journalMembers) wrapped() *desk.JournalProvision {
	text := func(text *string) string {
		if text == nil {
			return ""
		}
		return *text
	}
	return desk.NewJournalProvision(m.Seal, m.Hash, text(m.Password), text(m.PrivateKey))
}

// Provision stores a credential in the user's keyring, and says what it stored or why it stored
// nothing. It returns the exit status.
func Provision(ctx context.Context, p desk.Provision, o desk.ProvisionOptions, words *assets.Words, out, stderr io.Writer) int {
	stored, err := p.Store(ctx, o)
	var why *desk.ProvisionError
	switch {
	case errors.As(err, &why):
		Warn(stderr, why.Text.In(words))
		if why.Refused {
			return ExitUsage
		}
		return ExitNotStored
	case err != nil:
		Warn(stderr, err.Error())
		return ExitNotStored
	}
	said := NewOutput(out)
	for _, line := range storedLines(stored) {
		writeLine(said, line.In(words))
	}
	return said.Status(0, words, Named(stderr))
}

// storedLines say what was stored.
func storedLines(stored desk.Provisioned) (lines []desk.Text) {
	if journal := stored.Journal; journal != nil {
		if journal.Seal != "" {
			lines = append(lines, desk.Say("provision.stored_journal_keys", "Seal", journal.Seal, "Hash", journal.Hash))
		}
		if journal.Password {
			lines = append(lines, desk.Say("provision.stored_journal_password", "Host", journal.Host))
		}
		if journal.Certificate {
			lines = append(lines, desk.Say("provision.stored_journal_private_key"))
		}
		return lines
	}
	key := "provision.stored_secret"
	if stored.Key {
		key = "provision.stored_key"
	}
	return []desk.Text{desk.Say(key, "Environment", stored.Environment, "Client", stored.ClientID, "Host", stored.Host)}
}
