package simulator

import (
	"crypto"
	"errors"
	"fmt"
)

// The demonstration client that the broker's documentation publishes. Its secret is public on
// purpose: scanners that report it are right about the form and wrong about the harm.
const (
	PublishedClientID     = "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"
	PublishedClientSecret = "mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ=="
)

// Client is a client registration at the simulator.
type Client struct {
	ID           string
	Secret       string             // for the client_secret_… methods; "" for none of them
	PublicKeys   []crypto.PublicKey // for private_key_jwt; *rsa.PublicKey or *ecdsa.PublicKey
	Organisation string             // as the phone shows it; sub is scoped to it
	Scopes       []string           // those that the client may request; must include "openid"
}

// builtInClients are known unless Options.Clients names others.
func builtInClients() []Client {
	return []Client{{
		ID:           PublishedClientID,
		Secret:       PublishedClientSecret,
		Organisation: "Nordby Kommune",
		Scopes:       []string{scopeOpenID, scopeMitID},
	}}
}

func checkClients(clients []Client) (map[string]Client, error) {
	known := make(map[string]Client, len(clients))
	for i, c := range clients {
		switch {
		case c.ID == "" || utf16Length(c.ID) > maxCredential || utf16Length(c.Secret) > maxCredential:
			return nil, fmt.Errorf("simulator: client %d: id and secret have at most %d characters, and an id isn't empty", i, maxCredential)
		case c.Secret == "" && len(c.PublicKeys) == 0:
			return nil, fmt.Errorf("simulator: client %d has neither secret nor public key", i)
		}
		if _, twice := known[c.ID]; twice {
			return nil, fmt.Errorf("simulator: client %d has the id of a client before", i)
		}
		known[c.ID] = c
	}
	if len(known) == 0 {
		return nil, errors.New("simulator: no client")
	}
	return known, nil
}
