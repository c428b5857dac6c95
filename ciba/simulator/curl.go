package simulator

import "strings"

// Curl returns the three calls of the broker's documentation as shell commands: start, poll and
// cancel. Except for the host they are as documented. Poll and cancel take the auth_req_id of the
// start's answer from the variable AUTH_REQ_ID. A secret other than the published one is taken from
// CLIENT_SECRET.
func (s *Simulator) Curl() []string {
	secret := quote("client_secret=" + s.shown.Secret)
	if s.shown.Secret != PublishedClientSecret {
		secret = `"client_secret=$CLIENT_SECRET"`
	}
	hint := `{"idp":"mitid", "uuid":"` + s.people[0].UUID + `", "referenceTextBody":"Testing MitID Flex app 😉", "ip":"1.1.1.1"}`
	client := []string{
		"--data-urlencode " + quote("grant_type="+grantCIBA),
		"--data-urlencode " + quote("scope="+scopeOpenID),
		"--data-urlencode " + quote("client_id="+s.shown.ID),
		"--data-urlencode " + secret,
	}
	return []string{
		command("curl --request POST "+quote(s.base.String()+pathBackchannel), append(client[:len(client):len(client)], "--data-urlencode "+quote("login_hint_token="+hint))...),
		command("curl --request POST "+quote(s.base.String()+pathToken), append(client[:len(client):len(client)], `--data-urlencode "auth_req_id=$AUTH_REQ_ID"`)...),
		`curl --request DELETE "` + s.base.String() + pathCancel + `$AUTH_REQ_ID"`,
	}
}

func command(start string, arguments ...string) string {
	return start + " \\\n  " + strings.Join(arguments, " \\\n  ")
}

// quote returns text as a single word for a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
