package mitid

import (
	"errors"

	"ringback/ciba"
)

// The claims that this package reads. The dots are part of the names.
const (
	claimIDP              = "idp"
	claimUUID             = "mitid.uuid"
	claimName             = "mitid.identity_name"
	claimDateOfBirth      = "mitid.date_of_birth"
	claimAge              = "mitid.age"
	claimHasCPR           = "mitid.has_cpr"
	claimPSD2             = "mitid.psd2"
	claimCPR              = "dk.cpr" // ten digits
	claimText             = "mitid.reference_text"
	claimTransactionID    = "mitid.transaction_id"
	claimIDPTransactionID = "idp_transaction_id"
	claimCIBANonce        = "ciba_nonce"
	claimNonce            = "nonce"
	claimLoA              = "loa"
)

// identityProvider is the idp of the hint and of the token.
const identityProvider = "mitid"

// nonEmpty returns a claim that must be a non-empty string. fault is the word for what is wrong, or
// "".
func nonEmpty(claims ciba.Claims, name string) (value, fault string) {
	value, err := claims.String(name)
	switch {
	case errors.Is(err, ciba.ErrClaimAbsent):
		return "", ciba.WordAbsent
	case err != nil || value == "":
		return "", ciba.WordMalformed
	}
	return value, ""
}

// TransactionID returns the audit reference, MitID's transaction id, exactly as in the token; ""
// without one. It is foreign text: clean it before showing it.
func TransactionID(claims ciba.Claims) string {
	if id, fault := nonEmpty(claims, claimTransactionID); fault == "" {
		return id
	}
	id, _ := nonEmpty(claims, claimIDPTransactionID)
	return id
}
