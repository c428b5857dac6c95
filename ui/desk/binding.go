package desk

import (
	"ringback/ciba"
	"ringback/storage"
)

// BindingOf returns what an environment's secret or key is bound to.
func BindingOf(e storage.Environment) storage.Binding {
	return storage.Binding{
		Issuer: e.Issuer, ClientID: e.ClientID, Key: e.ClientAuth == ciba.PrivateKeyJWT,
		Overrides: storage.OverridesOf(e.Bound()), PublicSecret: storage.Published(e.Issuer, e.ClientID),
	}
}
