package simulator

import (
	"net/http"
)

// discovery is the document as recorded from the broker, which leaves out scopes_supported and
// claims_supported. Of the endpoints it names, only those of CIBA are served here.
type discovery struct {
	Issuer                string   `json:"issuer"`
	JWKSURI               string   `json:"jwks_uri"`
	Authorization         string   `json:"authorization_endpoint"`
	Token                 string   `json:"token_endpoint"`
	UserInfo              string   `json:"userinfo_endpoint"`
	PAR                   string   `json:"pushed_authorization_request_endpoint"`
	Backchannel           string   `json:"backchannel_authentication_endpoint"`
	DeliveryModes         []string `json:"backchannel_token_delivery_modes_supported"`
	UserCode              bool     `json:"backchannel_user_code_parameter_supported"`
	BackchannelAlgorithms []string `json:"backchannel_authentication_request_signing_alg_values_supported"`
	GrantTypes            []string `json:"grant_types_supported"`
	ResponseTypes         []string `json:"response_types_supported"`
	TokenAuthMethods      []string `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgorithms   []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	IDTokenAlgorithms     []string `json:"id_token_signing_alg_values_supported"`
	SubjectTypes          []string `json:"subject_types_supported"`
	RequestParameter      bool     `json:"request_parameter_supported"`
	RequestAlgorithms     []string `json:"request_object_signing_alg_values_supported"`
	DPoPAlgorithms        []string `json:"dpop_signing_alg_values_supported"`
}

func (s *Simulator) serveDiscovery(w http.ResponseWriter) {
	asymmetric := []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
	all := append(asymmetric[:len(asymmetric):len(asymmetric)], "HS256", "HS384", "HS512")
	writeJSON(w, http.StatusOK, discovery{
		Issuer:                s.Issuer(),
		JWKSURI:               s.base.String() + pathJWKS,
		Authorization:         s.Issuer() + "/connect/authorize",
		Token:                 s.base.String() + pathToken,
		UserInfo:              s.Issuer() + "/connect/userinfo",
		PAR:                   s.base.String() + pathPAR,
		Backchannel:           s.base.String() + pathBackchannel,
		DeliveryModes:         []string{"poll"},
		UserCode:              true,
		BackchannelAlgorithms: all,
		GrantTypes:            []string{"authorization_code", "client_credentials", "refresh_token", "implicit", grantCIBA},
		ResponseTypes:         []string{"code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token"},
		TokenAuthMethods:      []string{"client_secret_basic", "client_secret_post", "private_key_jwt"},
		TokenAuthAlgorithms:   all,
		IDTokenAlgorithms:     []string{"RS256"},
		SubjectTypes:          []string{"public"},
		RequestParameter:      true,
		RequestAlgorithms:     all,
		DPoPAlgorithms:        asymmetric,
	})
}

func (s *Simulator) serveJWKS(w http.ResponseWriter, r *http.Request) {
	keys, err := s.keySet(r.Context())
	if err != nil {
		writeError(w, http.StatusServiceUnavailable, errUnavailable)
		return
	}
	text, up, err := s.published(keys)
	switch {
	case err != nil:
		writeError(w, http.StatusInternalServerError, errInternal)
	case !up:
		writeError(w, http.StatusServiceUnavailable, errUnavailable)
	default:
		writeJSON(w, http.StatusOK, text)
	}
}
