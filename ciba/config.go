package ciba

// AuthMethod is a client authentication method of the token endpoint
// (OpenID Connect Core 1.0 §9).
type AuthMethod string

// The client authentication methods.
const (
	ClientSecretPost  AuthMethod = "client_secret_post"
	ClientSecretBasic AuthMethod = "client_secret_basic"
	ClientSecretJWT   AuthMethod = "client_secret_jwt"
	PrivateKeyJWT     AuthMethod = "private_key_jwt"
)

// Config is a client registration at a provider, and what we ask of its tokens.
type Config struct {
	Issuer   string // exact: a slash at its end is part of it
	ClientID string
	Auth     AuthMethod
	Scope    string // space-separated, with openid

	// Endpoints given here take the place of discovered ones, on any host.
	Endpoints Endpoints

	IDTokenAlgs   []string // the allow-list, such as RS256
	PinnedKeys    []string // thumbprints: SHA-1 or SHA-256 of the certificate in hex, or RFC 7638 in base64url
	RequireAtHash bool
}

// Endpoints are absolute URLs. Cancel holds {auth_req_id} where the id goes,
// as one path segment; CIBA itself knows no cancel, so discovery never gives it.
type Endpoints struct {
	BackchannelAuthentication string
	Token                     string
	JWKS                      string
	Cancel                    string
}
