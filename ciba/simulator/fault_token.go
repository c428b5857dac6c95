package simulator

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// foreignClient is another client of the broker.
const foreignClient = "f2b1c6d4-3a07-4e58-9c41-6d0e8b75a239"

// tokenFaults concern the ID token: what a careless library accepts.
func tokenFaults() []fault {
	return []fault{
		{name: AlgNone, group: GroupToken, mint: func(m *mint) { m.method, m.key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType }},
		// Everyone has the public key. A client that takes it for a shared secret accepts anyone's
		// signature.
		{name: HS256, group: GroupToken, mint: func(m *mint) { m.method, m.key = jwt.SigningMethodHS256, publicPEM(m.keys.token) }},
		{name: OtherAlgorithm, group: GroupToken, mint: func(m *mint) { m.method = jwt.SigningMethodPS256 }},
		{name: BrokenSignature, group: GroupToken, deliver: func(w http.ResponseWriter, tokens tokenAnswer) {
			tokens.IDToken = flipSignature(tokens.IDToken)
			writeJSON(w, http.StatusOK, tokens)
		}},
		{name: AccessAsIDToken, group: GroupToken, deliver: func(w http.ResponseWriter, tokens tokenAnswer) {
			tokens.IDToken = tokens.AccessToken
			writeJSON(w, http.StatusOK, tokens)
		}},
		{name: WrongIssuer, group: GroupToken, mint: func(m *mint) { m.id["iss"] = m.issuer + "/" }},
		{name: WrongAudience, group: GroupToken, mint: func(m *mint) { m.id["aud"] = foreignClient }},
		{name: FurtherAudience, group: GroupToken, mint: func(m *mint) { m.id["aud"] = []string{m.request.client.ID, foreignClient} }},
		{name: ExpiredToken, group: GroupToken, mint: func(m *mint) { m.id["exp"] = m.now.Add(-5 * time.Minute).Unix() }},
		// A good approval from an hour ago, issued again.
		{name: StaleToken, group: GroupToken, mint: func(m *mint) {
			for _, claim := range []string{"iat", "nbf", "auth_time"} {
				m.id[claim] = m.now.Add(-time.Hour).Unix()
			}
		}},
		{name: FutureToken, group: GroupToken, mint: func(m *mint) {
			m.id["iat"], m.id["nbf"] = m.now.Add(10*time.Minute).Unix(), m.now.Add(10*time.Minute).Unix()
			m.id["exp"] = m.now.Add(15 * time.Minute).Unix()
		}},
		{name: WrongAtHash, group: GroupToken, mint: func(m *mint) { m.id["at_hash"] = accessTokenHash("another access token") }},
		{name: MissingAtHash, group: GroupToken, mint: func(m *mint) { delete(m.id, "at_hash") }},
		{name: Replayed, group: GroupToken, replays: true},
	}
}

// personFaults concern who approved, by which identity provider and in which transaction.
func personFaults() []fault {
	return []fault{
		{name: WrongIDP, group: GroupPerson, mint: func(m *mint) { m.id["idp"] = "nemid" }},
		{name: MissingPerson, group: GroupPerson, mint: func(m *mint) { delete(m.id, "mitid.uuid") }},
		{name: OtherTransaction, group: GroupPerson, mint: func(m *mint) { m.id["idp_transaction_id"] = uuid.NewString() }},
	}
}

// publicPEM returns the public key as its owner would publish it.
func publicPEM(key certifiedKey) []byte {
	der := x509.MarshalPKCS1PublicKey(&key.private.PublicKey)
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: der})
}

// flipSignature changes one bit in the middle of a token's signature.
func flipSignature(token string) string {
	signed, signature := token[:strings.LastIndex(token, ".")+1], token[strings.LastIndex(token, ".")+1:]
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || len(raw) == 0 {
		return token // not one of ours
	}
	raw[len(raw)/2] ^= 1
	return signed + base64URL(raw)
}
