package config

import (
	"slices"

	"ringback/ciba"
)

// The two issuers of the broker.
const (
	issuerPP         = "https://pp.netseidbroker.dk/op"
	issuerProduction = "https://netseidbroker.dk/op"
)

// The broker's open demo client for the pp environment. Its secret is printed in the broker's
// public documentation so that anybody can try the flow; it gives access to test persons only.
const (
	publishedClientID = "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"
	publishedSecret   = ciba.Secret("mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ==")
)

// documentationIP is the address in the broker's example requests. It is a company's public
// resolver, so sending it would be a false statement about a person.
const documentationIP = "1.1.1.1"

// BuiltIn returns the built-in environments: demo, pp, production, in this order. The issuer of
// demo is set when the simulator runs; client id and IP of production by
// [Environment.WithProduction].
func BuiltIn() []Environment {
	demo := builtIn(IDDemo, "Demo", KindDemo)
	demo.ClientID = publishedClientID
	demo.PublishedSecret = publishedSecret
	demo.CPR = CPRMatch
	demo.IP = "192.0.2.7" // RFC 5737: reserved for documentation
	demo.Organisation = "Nordby Kommune"

	pp := builtIn(IDPP, "Signaturgruppen Broker, pre-production", KindTest)
	pp.Issuer = issuerPP
	pp.ClientID = publishedClientID
	pp.PublishedSecret = publishedSecret
	pp.PinnedKeys = []string{"048058BB59F4D3007045896FD488CE81F4EB4923"}
	pp.IP = documentationIP
	pp.IPFromDocumentation = true
	pp.AppswitchIOS = "https://appswitch-test.mitid.nets.eu"

	production := builtIn(IDProduction, "Signaturgruppen Broker", KindProduction)
	production.Issuer = issuerProduction
	production.PinnedKeys = []string{"353E2FE9191CDEC22C8B52D2B7A82A2DAA50642E"}

	environments := []Environment{demo, pp, production}
	for i := range environments {
		if environments[i].ID != IDDemo { // demo has no template: its text follows the language
			environments[i].TextTemplate = templateFor(environments[i].Organisation)
		}
	}
	return environments
}

// builtIn holds what the three have in common.
func builtIn(id, name string, kind Kind) Environment {
	return Environment{
		ID: id, Name: name, Kind: kind, Profile: ProfileMitIDFlex,
		ClientAuth:    ciba.ClientSecretPost,
		Scope:         "openid mitid",
		HintEncoding:  HintJSON,
		Hint:          HintLogin,
		CIBANonce:     NonceOff,
		CPR:           CPROff,
		IDTokenAlgs:   []string{"RS256"},
		RequireAtHash: true,
		Appswitch:     AppswitchCurrent,
		BuiltIn:       true,
	}
}

// DocumentedPins returns the thumbprints that the broker's documentation names for one of its
// issuers, as pinned in the built-in environment; nil for any other issuer.
func DocumentedPins(issuer string) []string {
	for _, e := range BuiltIn() {
		if issuer != "" && e.Issuer == issuer {
			return e.PinnedKeys
		}
	}
	return nil
}

// reserved reports whether an id belongs to a built-in environment.
func reserved(id string) bool {
	return slices.Contains([]string{IDDemo, IDPP, IDProduction}, id)
}

// Published returns the secret of a built-in client if it is public on purpose, else "".
func Published(issuer, clientID string) ciba.Secret {
	if issuer == issuerPP && clientID == publishedClientID {
		return publishedSecret
	}
	return ""
}
