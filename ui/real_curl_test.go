//go:build realparts

package ui

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// curlClient has characters that a shell or an encoding could get wrong.
var curlClient = simulator.Client{
	ID: "own client+/é", Secret: `s3cr/t+= "'é$HOME` + "`id`" + `\!&%41`, Organisation: "Sønderby", Scopes: []string{"openid", "mitid"},
}

// TestCurlLinesRun runs the output of Copy as curl in a shell, as a developer does.
func TestCurlLinesRun(t *testing.T) {
	for _, program := range []string{"curl", "bash", "zsh", "dash"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s isn't installed, so the copied lines can't be tried. Debian has it as the package %s.", program, program)
		}
	}
	for _, method := range []ciba.AuthMethod{ciba.ClientSecretPost, ciba.ClientSecretBasic} {
		for _, encoding := range []string{config.HintJSON, config.HintBase64} {
			for _, shell := range []string{"bash", "zsh", "dash"} {
				t.Run(string(method)+"/"+encoding+"/"+shell, func(t *testing.T) { curlLinesRun(t, shell, method, encoding) })
			}
		}
	}
}

func curlLinesRun(t *testing.T, shell string, method ciba.AuthMethod, encoding string) {
	broker, err := simulator.Start(t.Context(), simulator.Options{Interval: time.Millisecond, Clients: []simulator.Client{curlClient}})
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Close()
	lines := copiedLines(t, broker, method, encoding)

	secret, id := curlClient.Secret, ""
	run := func(what string) string {
		t.Helper()
		line := exec.CommandContext(t.Context(), shell, "-c", lines[what]+` --silent --show-error --write-out ' %{http_code}'`)
		line.Env = append(os.Environ(), "AUTH_REQ_ID="+id, "RINGBACK_CLIENT_SECRET="+secret, "no_proxy=*")
		answer, err := line.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s\n%s", what, err, answer, lines[what])
		}
		return string(answer)
	}
	start := func() {
		t.Helper()
		var accepted struct {
			ID string `json:"auth_req_id"`
		}
		answer := run("backchannel_authentication_endpoint")
		if err := json.Unmarshal([]byte(strings.TrimSuffix(answer, " 200")), &accepted); err != nil || accepted.ID == "" {
			t.Fatalf("%v: %s", err, answer)
		}
		id = accepted.ID
	}
	prompt := func() simulator.Prompt { all := broker.Prompts(); return all[len(all)-1] }

	if got := run("discovery"); !strings.HasPrefix(got, "{") || !strings.HasSuffix(got, " 200") {
		t.Errorf("discovery: %.200s", got)
	}
	start()
	if got := prompt(); got.Text != hardText || got.PersonUUID != samplePerson {
		t.Errorf("the phone shows %+v", got)
	}
	if got := run("token_endpoint"); got != `{"error":"authorization_pending"} 400` {
		t.Errorf("poll: %s", got)
	}
	if err := broker.Approve(prompt().ID); err != nil {
		t.Fatal(err)
	}
	if got := run("token_endpoint"); !strings.HasPrefix(got, `{"id_token":"`) || !strings.HasSuffix(got, " 200") {
		t.Errorf("poll: %.80s", got)
	}
	start()
	if got := run("cancel_endpoint"); got != " 204" {
		t.Errorf("cancel: %s", got)
	}
	secret += "x"
	if got := run("token_endpoint"); !strings.Contains(got, "invalid_client") {
		t.Errorf("with another secret: %s", got)
	}
}

// hardText is hard for a shell and for an encoding, as far as MitID lets it through.
const hardText = "Kode 4821, it's \"æøå\" $HOME `id` \\ 100% & a+b=c; 😉"

// copiedLines returns what is copied of a verification that waited and was cancelled, by endpoint.
func copiedLines(t *testing.T, broker *simulator.Simulator, method ciba.AuthMethod, encoding string) map[string]string {
	t.Helper()
	own := config.Environment{
		ID: "own", Kind: config.KindTest, Profile: config.ProfileMitIDFlex, Issuer: broker.Issuer(), ClientID: curlClient.ID, ClientAuth: method,
		Scope: "openid mitid", HintEncoding: encoding, IDTokenAlgs: []string{"RS256"}, IP: "192.0.2.10", Appswitch: config.AppswitchCurrent,
	}
	store := secrets.New(nobody{}, secrets.Options{})
	defer store.Close()
	if err := store.SetInMemory(desk.BindingOf(own), ciba.Secret(curlClient.Secret)); err != nil {
		t.Fatal(err)
	}
	transport := ciba.NewTransport(ciba.Network{})
	defer transport.CloseIdleConnections()
	changed := make(chan struct{}, 1)
	theDesk := desk.New(desk.Options{
		Environments: []config.Environment{own}, Environment: own.ID, Transport: transport, Secrets: store,
		Journal: journal.NewMemory(), Random: rand.Reader, Language: "en",
		Changed: func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
	})
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() { defer close(ran); theDesk.Run(ctx) }()
	defer func() { stop(); <-ran }()
	until := func(what string, holds func(desk.View) bool) desk.View {
		t.Helper()
		late := time.After(30 * time.Second)
		for !holds(theDesk.View()) {
			select {
			case <-changed:
			case <-late:
				t.Fatalf("no %s: %+v", what, theDesk.View().Status)
			}
		}
		return theDesk.View()
	}
	polled := func(e desk.Exchange) bool { return e.Endpoint == "token_endpoint" }

	theDesk.SetPerson(samplePerson)
	theDesk.SetText(hardText)
	until("form that can be sent", func(v desk.View) bool { return v.CanStart })
	theDesk.Start()
	until("poll", func(v desk.View) bool { return slices.ContainsFunc(v.Network, polled) })
	theDesk.Cancel()
	v := until("end", func(v desk.View) bool { return v.State == desk.Ended })

	lines := make(map[string]string)
	for i := range v.Network {
		line := curlLine(load(t, assets.Danish), &v.Network[i])
		if strings.Contains(line, curlClient.Secret) || strings.Contains(line, "•") {
			t.Errorf("copied: %s", line)
		}
		lines[v.Network[i].Endpoint] = line
	}
	return lines
}
