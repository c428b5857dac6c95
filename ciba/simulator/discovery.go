package simulator

import (
	"net/http"
)

// discovery is the document as recorded from the broker, member by member. It has neither
// scopes_supported nor claims_supported, and no introspection or revocation endpoint, though it
// lists methods for them. Of the endpoints that it names, the simulator serves those of CIBA, and
// the refusals of userinfo.
type discovery struct {
	Issuer                  string   `json:"issuer"`
	JWKSURI                 string   `json:"jwks_uri"`
	Authorization           string   `json:"authorization_endpoint"`
	Token                   string   `json:"token_endpoint"`
	UserInfo                string   `json:"userinfo_endpoint"`
	EndSession              string   `json:"end_session_endpoint"`
	Backchannel             string   `json:"backchannel_authentication_endpoint"`
	PAR                     string   `json:"pushed_authorization_request_endpoint"`
	PARRequired             bool     `json:"require_pushed_authorization_requests"`
	FrontLogout             bool     `json:"frontchannel_logout_supported"`
	FrontLogoutSession      bool     `json:"frontchannel_logout_session_supported"`
	BackLogout              bool     `json:"backchannel_logout_supported"`
	BackLogoutSession       bool     `json:"backchannel_logout_session_supported"`
	GrantTypes              []string `json:"grant_types_supported"`
	ResponseTypes           []string `json:"response_types_supported"`
	ResponseModes           []string `json:"response_modes_supported"`
	TokenAuthMethods        []string `json:"token_endpoint_auth_methods_supported"`
	TokenAuthAlgorithms     []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	RevocationMethods       []string `json:"revocation_endpoint_auth_methods_supported"`
	RevocationAlgorithms    []string `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	IntrospectionMethods    []string `json:"introspection_endpoint_auth_methods_supported"`
	IntrospectionAlgorithms []string `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	IDTokenAlgorithms       []string `json:"id_token_signing_alg_values_supported"`
	UserInfoAlgorithms      []string `json:"userinfo_signing_alg_values_supported"`
	SubjectTypes            []string `json:"subject_types_supported"`
	ChallengeMethods        []string `json:"code_challenge_methods_supported"`
	RequestParameter        bool     `json:"request_parameter_supported"`
	RequestAlgorithms       []string `json:"request_object_signing_alg_values_supported"`
	RequestURIParameter     bool     `json:"request_uri_parameter_supported"`
	Prompts                 []string `json:"prompt_values_supported"`
	ResponseIssuer          bool     `json:"authorization_response_iss_parameter_supported"`
	DeliveryModes           []string `json:"backchannel_token_delivery_modes_supported"`
	UserCode                bool     `json:"backchannel_user_code_parameter_supported"`
	BackchannelAlgorithms   []string `json:"backchannel_authentication_request_signing_alg_values_supported"`
	DPoPAlgorithms          []string `json:"dpop_signing_alg_values_supported"`
	RequestEncryption       []string `json:"request_object_encryption_alg_values_supported"`
}

// grantTypes are the broker's; the simulator serves only CIBA's.
var grantTypes = []string{"authorization_code", "client_credentials", "refresh_token", "implicit", grantCIBA}

func (s *Simulator) serveDiscovery(w http.ResponseWriter) {
	asymmetric := []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
	all := append(asymmetric[:len(asymmetric):len(asymmetric)], "HS256", "HS384", "HS512")
	methods := []string{"client_secret_basic", "client_secret_post", "private_key_jwt"}
	cacheable(w.Header())
	writeJSON(w, http.StatusOK, discovery{
		Issuer:             s.Issuer(),
		JWKSURI:            s.base.String() + pathJWKS,
		Authorization:      s.Issuer() + "/connect/authorize",
		Token:              s.base.String() + pathToken,
		UserInfo:           s.base.String() + pathUserInfo,
		EndSession:         s.Issuer() + "/connect/endsession",
		Backchannel:        s.base.String() + pathBackchannel,
		PAR:                s.base.String() + pathPAR,
		FrontLogout:        true,
		FrontLogoutSession: true,
		BackLogout:         true,
		BackLogoutSession:  true,
		GrantTypes:         grantTypes,
		ResponseTypes:      []string{"code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token"},
		ResponseModes:      []string{"form_post", "query", "fragment"},
		TokenAuthMethods:   methods, TokenAuthAlgorithms: all,
		RevocationMethods: methods, RevocationAlgorithms: all,
		IntrospectionMethods: methods, IntrospectionAlgorithms: all,
		IDTokenAlgorithms:     []string{"RS256"},
		UserInfoAlgorithms:    []string{"RS256"},
		SubjectTypes:          []string{"public"},
		ChallengeMethods:      []string{"plain", "S256"},
		RequestParameter:      true,
		RequestAlgorithms:     all,
		RequestURIParameter:   true,
		Prompts:               []string{"login", "none", "select_account"},
		ResponseIssuer:        true,
		DeliveryModes:         []string{"poll"},
		UserCode:              true,
		BackchannelAlgorithms: all,
		DPoPAlgorithms:        asymmetric,
		RequestEncryption:     []string{"RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"},
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
		cacheable(w.Header())
		writeJSON(w, http.StatusOK, text)
	}
}
