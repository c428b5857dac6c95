package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"ringback/ciba"
	"ringback/storage/files"
)

// ErrNoOwnEnvironments means that the policy allows no file of environments but its own.
var ErrNoOwnEnvironments = errors.New("the administrator of this machine allows no other file of environments; leave out -environments")

// loadOwn reads the user's own environments, or those of the file that the caller named. The ids
// that are taken are everybody's.
func loadOwn(own, named string, taken []string) ([]Environment, error) {
	data, err := files.Read(cmp.Or(named, own))
	switch {
	case named == "" && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return parseEnvironments(data, cmp.Or(named, own), taken)
}

// LoadEnvironments reads a file of environments that the user named. A missing file is a
// [files.Error] that is fs.ErrNotExist.
func LoadEnvironments(path string) ([]Environment, error) {
	data, err := files.Read(path)
	if err != nil {
		return nil, err
	}
	return ParseEnvironments(data, path)
}

// ParseEnvironments reads a file of environments of at most 1 MiB; name is what errors call it. If
// there is any problem, it returns no environments, and every problem as a [files.Error], all of
// them joined.
func ParseEnvironments(data []byte, name string) ([]Environment, error) {
	return parseEnvironments(data, name, nil)
}

// parseEnvironments also refuses the ids that are taken.
func parseEnvironments(data []byte, name string, taken []string) ([]Environment, error) {
	document, err := parseTOML(data, name)
	if err != nil {
		return nil, err
	}
	lines := sync.OnceValue(func() lines { return findLines(data) }) // needed only for problems
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(document)) {
		if key != "environment" {
			problems = append(problems, stranger(name, "", key, document[key], lines().top(key)))
		}
	}
	tables, ok := tablesOf(document["environment"])
	if !ok {
		problems = append(problems, &files.Error{File: name, Line: lines().top("environment"), Key: "environment", Problem: files.ProblemType, Allowed: []string{"table: write [[environment]]"}})
	}
	var environments []Environment
	seen := make(map[string]bool)
	for i, table := range tables {
		r := &tableReader{
			file: name, label: fmt.Sprintf("#%d", i+1), table: table, known: make(map[string]bool), taken: taken,
			line: func(key string) int { return lines().of(i, key) },
		}
		environment := readEnvironment(r)
		if id := environment.ID; id != "" && seen[id] {
			r.fault("id", files.ProblemDuplicate)
		} else {
			seen[id] = true
		}
		r.strangers()
		problems = append(problems, r.problems...)
		environments = append(environments, environment)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return environments, nil
}

// tablesOf returns the tables of [[environment]]; there may be none.
func tablesOf(value any) ([]map[string]any, bool) {
	switch v := value.(type) {
	case nil:
		return nil, true
	case []map[string]any:
		return v, true
	default:
		return nil, false
	}
}

// readEnvironment reads one table from top to bottom, in the order of the documentation, and
// finally checks what depends on two keys.
func readEnvironment(r *tableReader) Environment {
	e := Environment{}
	e.ID = r.id()
	e.Name = r.name("name", 60, true)
	e.Kind = Kind(r.choice("kind", string(KindTest), string(KindTest), string(KindProduction)))
	e.Profile = r.choice("profile", ProfileMitIDFlex, ProfileMitIDFlex, ProfileGeneric)
	e.Issuer = r.issuer()
	e.ClientID = r.printable("client_id", 100, true)
	e.ClientAuth = ciba.AuthMethod(r.choice("client_auth", string(ciba.ClientSecretPost),
		string(ciba.ClientSecretPost), string(ciba.ClientSecretBasic), string(ciba.ClientSecretJWT), string(ciba.PrivateKeyJWT)))
	e.Scope = r.scope(defaultScope(e.Profile))
	e.HintEncoding = r.choice("hint_encoding", HintJSON, HintJSON, HintBase64)
	e.CIBANonce = r.choice("ciba_nonce", NonceOff, NonceOff, NonceSend, NonceRequire)
	e.IDTokenAlgs = r.choices("id_token_algs", []string{"RS256"}, "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
	e.PinnedKeys = r.pinnedKeys()
	e.RequireAtHash = r.flag("require_at_hash", true)
	e.RequiredLoA = r.choice("required_loa", "", "", LoALow, LoASubstantial, LoAHigh)
	e.CPR = r.choice("cpr", CPROff, CPROff, CPRMatch)
	e.Hint = r.choice("hint", HintLogin, HintLogin, HintLoginToken, HintIDToken)
	e.RequestedExpiry = r.seconds("requested_expiry", ciba.MaxLifetime)
	e.ACRValues = r.words("acr_values", 10, 100)
	e.PersonClaim = r.claim("person_claim")
	e.IP = r.ip()
	e.IPFromDocumentation = e.IP == documentationIP
	e.Organisation = r.organisation()
	e.TextTemplate = r.template(e.Organisation)
	e.Appswitch = r.choice("appswitch", AppswitchCurrent, AppswitchCurrent, AppswitchDocumented)
	e.Endpoints = ciba.Endpoints{
		BackchannelAuthentication: r.endpoint(KeyBackchannelAuthentication),
		Token:                     r.endpoint(KeyTokenEndpoint),
		JWKS:                      r.endpoint(KeyJWKS),
		Cancel:                    r.cancelEndpoint(),
	}
	e.CPRMatchEndpoint = r.matchEndpoint(e.Issuer)
	e.AppswitchIOS = r.endpoint("appswitch_ios")
	e.AppswitchAndroid = r.endpoint("appswitch_android")
	r.together(e)
	return e
}

// together checks what depends on more than one key.
func (r *tableReader) together(e Environment) {
	if e.Kind == KindProduction {
		r.production(e)
	}
	if e.Kind == KindProduction || !onLoopback(e.Issuer) {
		r.notOnLoopback(e)
	}
	if e.Profile == ProfileMitIDFlex && e.CPR == CPRMatch && e.Issuer != "" && e.MatchEndpoint() == "" {
		r.fault(KeyCPRMatch, files.ProblemNoMatch)
	}
	// A key of another profile means nothing in this one. It may not be ignored silently, since it
	// may demand something.
	for _, only := range []struct {
		profile, key string
		given        bool
	}{
		{ProfileMitIDFlex, "hint", e.Hint != HintLogin},
		{ProfileMitIDFlex, "requested_expiry", e.RequestedExpiry != 0},
		{ProfileMitIDFlex, "acr_values", len(e.ACRValues) > 0},
		{ProfileMitIDFlex, "person_claim", e.PersonClaim != ""},
		{ProfileGeneric, "ciba_nonce", e.CIBANonce != NonceOff},
		{ProfileGeneric, "required_loa", e.RequiredLoA != ""},
		{ProfileGeneric, "cpr", e.CPR != CPROff},
		{ProfileGeneric, KeyCPRMatch, e.CPRMatchEndpoint != ""},
	} {
		if only.given && only.profile == e.Profile {
			r.fault(only.key, files.ProblemProfile)
		}
	}
}

// production refuses an issuer whose people aren't real, so that a verified test person can't be
// taken for a real one.
func (r *tableReader) production(e Environment) {
	switch {
	case strings.TrimSuffix(e.Issuer, "/") == issuerPP:
		r.fault("kind", files.ProblemTestIssuer)
	case onLoopback(e.Issuer):
		r.fault("kind", files.ProblemLoopback)
	}
}

// notOnLoopback refuses endpoints on this machine: what is meant for the issuer would go to any
// program that listens here.
func (r *tableReader) notOnLoopback(e Environment) {
	problem := files.ProblemRemoteLoopback
	if e.Kind == KindProduction {
		problem = files.ProblemLoopback
	}
	for _, endpoint := range e.Overrides() {
		if onLoopback(endpoint.URL) {
			r.fault(endpoint.Key, problem)
		}
	}
}

// defaultScope returns the default scope of a profile.
func defaultScope(profile string) string {
	if profile == ProfileGeneric {
		return "openid"
	}
	return "openid mitid"
}
