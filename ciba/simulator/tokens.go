package simulator

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	idTokenLasts     = 5 * time.Minute
	accessTokenLasts = time.Hour
)

// otherText is the text that OtherText shows and has approved instead of the one that was sent.
const otherText = "Godkend betaling, 4.950 kr."

// mint is what an ID token is made from. A fault changes it before it is signed.
type mint struct {
	keys    *keySet
	request *request
	issuer  string
	now     time.Time // by the broker's clock
	id      jwt.MapClaims
	header  map[string]any // besides typ and kid
	method  jwt.SigningMethod
	key     any
	kid     string
}

// sign chooses one of the broker's keys.
func (m *mint) sign(key certifiedKey) { m.key, m.kid = key.private, key.kid() }

// tokens builds the answer to a successful poll: claims, types and lifetimes as in the documented
// sample, except for what the request's scenario changes.
func (s *Simulator) tokens(keys *keySet, r *request) (tokenAnswer, error) {
	f := r.scenario.fault()
	if last, ok := s.lastTokens(r.client); ok && f.replays {
		return last, nil
	}
	m := &mint{keys: keys, request: r, issuer: s.Issuer(), now: s.now().Add(f.skew), header: map[string]any{}, method: jwt.SigningMethodRS256}
	m.sign(keys.token)
	if r.scenario == ForgedSignature {
		m.key = keys.forger
	}
	if f.newKey {
		if err := s.signWithNewKey(keys, m); err != nil {
			return tokenAnswer{}, err
		}
	}
	common := m.commonClaims(f.skew)
	accessToken, err := sign(jwt.SigningMethodRS256, m.key, m.kid, "at+jwt", nil, common, jwt.MapClaims{
		"exp":       m.now.Add(accessTokenLasts).Unix(),
		"scope":     r.scopes,
		"client_id": r.client.ID,
		"jti":       upperHex(16),
	})
	if err != nil {
		return tokenAnswer{}, err
	}
	m.id = m.idClaims(common, accessToken)
	if f.mint != nil {
		f.mint(m)
	}
	idToken, err := sign(m.method, m.key, m.kid, "JWT", m.header, m.id)
	if err != nil {
		return tokenAnswer{}, err
	}
	s.issue(accessToken, r)
	answer := tokenAnswer{
		IDToken:     idToken,
		AccessToken: accessToken,
		ExpiresIn:   int(accessTokenLasts / time.Second),
		TokenType:   "Bearer",
		Scope:       strings.Join(r.scopes, " "),
	}
	if f.mint == nil && f.deliver == nil {
		s.keepTokens(r.client, answer)
	}
	return answer, nil
}

// commonClaims returns the claims of both tokens.
func (m *mint) commonClaims(skew time.Duration) jwt.MapClaims {
	r := m.request
	return jwt.MapClaims{
		"iss":                m.issuer,
		"nbf":                m.now.Unix(),
		"iat":                m.now.Unix(),
		"sub":                r.approver.subject(r.client.Organisation),
		"auth_time":          r.ended.Add(skew).Unix(),
		"idp":                "mitid",
		"idp_transaction_id": r.transaction,
	}
}

func (m *mint) idClaims(common jwt.MapClaims, accessToken string) jwt.MapClaims {
	r := m.request
	claims := maps.Clone(common)
	maps.Copy(claims, jwt.MapClaims{
		"exp":                  m.now.Add(idTokenLasts).Unix(),
		"aud":                  r.client.ID,
		"at_hash":              accessTokenHash(accessToken),
		"mitid.uuid":           r.approver.UUID,
		"mitid.age":            strconv.Itoa(r.approver.age(m.now)),
		"mitid.date_of_birth":  r.approver.DateOfBirth,
		"mitid.has_cpr":        strconv.FormatBool(r.approver.CPR != ""),
		"mitid.identity_name":  r.approver.nameInToken(),
		"mitid.psd2":           "false",
		"mitid.reference_text": r.text,
		"mitid.transaction_id": r.transaction,
		"idtoken_type":         "ciba",
	})
	if r.nonce != "" {
		claims["ciba_nonce"] = r.nonce
	}
	return claims
}

// keepTokens remembers good tokens for Replayed.
func (s *Simulator) keepTokens(c Client, answer tokenAnswer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handedOut[c.ID] = answer
}

func (s *Simulator) lastTokens(c Client) (tokenAnswer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, ok := s.handedOut[c.ID]
	return answer, ok
}

// tokenAnswer is the body of a successful poll.
type tokenAnswer struct {
	IDToken     string `json:"id_token,omitempty"`
	AccessToken string `json:"access_token"`
	ExpiresIn   int    `json:"expires_in"`
	TokenType   string `json:"token_type"`
	Scope       string `json:"scope"`
}

// sign makes a token from the claims of all maps.
func sign(method jwt.SigningMethod, key any, kid, typ string, header map[string]any, claims ...jwt.MapClaims) (string, error) {
	all := make(jwt.MapClaims)
	for _, some := range claims {
		maps.Copy(all, some)
	}
	token := jwt.NewWithClaims(method, inOrder{all})
	maps.Copy(token.Header, header)
	token.Header["kid"] = kid
	token.Header["typ"] = typ
	signed, err := token.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("simulator: signing a token of type %s: %w", typ, err)
	}
	return signed, nil
}

// claimOrder is the order of claims in the documented tokens; others follow by name.
var claimOrder = []string{
	"iss", "nbf", "iat", "exp", "aud", "scope", "client_id", "at_hash", "sub", "auth_time", "idp",
	"mitid.uuid", "mitid.age", "mitid.date_of_birth", "mitid.has_cpr", "mitid.identity_name", "mitid.psd2", "mitid.reference_text", "mitid.transaction_id",
	"idp_transaction_id", "jti", "idtoken_type",
}

// inOrder are claims that are written in the broker's order.
type inOrder struct{ jwt.MapClaims }

// MarshalJSON implements json.Marshaler.
func (c inOrder) MarshalJSON() ([]byte, error) {
	names := slices.SortedFunc(maps.Keys(c.MapClaims), func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
	})
	text := []byte{'{'}
	for i, name := range names {
		member, err := json.Marshal(map[string]any{name: c.MapClaims[name]})
		if err != nil {
			return nil, err
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, member[1:len(member)-1]...)
	}
	return append(text, '}'), nil
}

// place returns the position of a claim.
func place(name string) int {
	if i := slices.Index(claimOrder, name); i >= 0 {
		return i
	}
	return len(claimOrder)
}

// accessTokenHash returns at_hash for RS256: the left half of the SHA-256 (OpenID Connect Core 1.0,
// 3.1.3.6).
func accessTokenHash(accessToken string) string {
	sum := sha256.Sum256([]byte(accessToken))
	return base64URL(sum[:len(sum)/2])
}

// upperHex returns n random bytes in upper-case hex, as the broker writes them.
func upperHex(n int) string {
	random := make([]byte, n)
	rand.Read(random) // never fails: the program would crash
	return strings.ToUpper(hex.EncodeToString(random))
}
