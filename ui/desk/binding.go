package desk

import (
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// BindingOf returns what an environment's secret or key is bound to.
func BindingOf(e config.Environment) secrets.Binding {
	return secrets.Binding{
		Issuer: e.Issuer, ClientID: e.ClientID, Key: e.ClientAuth == ciba.PrivateKeyJWT,
		Overrides: secrets.OverridesOf(e.Bound()), PublicSecret: config.Published(e.Issuer, e.ClientID),
	}
}
