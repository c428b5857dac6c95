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
		Environment  *string `json:"environment"`
		ClientSecret *string `json:"client_secret"`
		PrivateKey   *string `json:"private_key"`
	}
	if jsontext.Value(data).Kind() != '{' || json.Unmarshal(data, &read, json.RejectUnknownMembers(true)) != nil {
		return desk.Provision{}, errProvision
	}
	switch {
	case read.Environment == nil, (read.ClientSecret == nil) == (read.PrivateKey == nil):
		return desk.Provision{}, errProvision
	case read.PrivateKey != nil:
		return desk.NewProvision(*read.Environment, *read.PrivateKey, true), nil
	default:
		return desk.NewProvision(*read.Environment, *read.ClientSecret, false), nil
	}
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
	key := "provision.stored_secret"
	if stored.Key {
		key = "provision.stored_key"
	}
	said := NewOutput(out)
	writeLine(said, desk.Say(key, "Environment", stored.Environment, "Client", stored.ClientID, "Host", stored.Host).In(words))
	return said.Status(0, words, Named(stderr))
}
