//go:build realparts

package ciba_test

import (
	"bufio"
	"encoding/base64"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
)

// taker answers like a provider and keeps each request as it came.
type taker struct {
	listener net.Listener
	issuer   string

	mu   sync.Mutex
	came []string
}

func (k *taker) serve() {
	for {
		conn, err := k.listener.Accept()
		if err != nil {
			return
		}
		k.take(conn)
	}
}

func (k *taker) take(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	var lines []string
	length := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line = strings.TrimSuffix(line, "\r\n"); line == "" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			for _, digit := range value {
				length = 10*length + int(digit-'0')
			}
		}
		if !strings.HasPrefix(line, "Connection: ") { // added by the test itself
			lines = append(lines, line)
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(in, body); err != nil {
		return
	}
	slices.Sort(lines[1:]) // net/http and curl use different orders
	k.mu.Lock()
	k.came = append(k.came, strings.Join(lines, "\n")+"\n\n"+string(body))
	k.mu.Unlock()
	answer := `{"error":"authorization_pending"}`
	switch {
	case strings.HasSuffix(strings.Fields(lines[0])[1], "/openid-configuration"):
		answer = `{"issuer":"` + k.issuer + `","backchannel_authentication_endpoint":"` + k.issuer + `/b","token_endpoint":"` + k.issuer + `/t","jwks_uri":"` + k.issuer + `/k"}`
	case strings.Contains(string(body), "login_hint_token"):
		answer = `{"auth_req_id":"an-id.of_ours-1","expires_in":60,"interval":1}`
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n"+answer)
}

func (k *taker) last() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.came) == 0 {
		return ""
	}
	return k.came[len(k.came)-1]
}

// TestCurlByteForByte: the copied command sends the same bytes as the client, in each shell that
// people use, whatever a client or a path contains.
func TestCurlByteForByte(t *testing.T) {
	for _, program := range []string{"curl", "bash", "zsh", "dash"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("RINGBACK_SKIP_MISSING") == "1" {
				t.Skipf("%s isn't installed", program)
			}
			t.Fatalf("%s isn't installed: make test does that. Or set RINGBACK_SKIP_MISSING=1 to go on without this test.", program)
		}
	}
	const hard = `s3cr/t+= "'é€😉$HOME` + "`id`" + `\!&%41 *?[a]{b,c}~#^|<>;()@:` + "\u00a0\u200b\t"
	for name, c := range map[string]struct {
		auth         ciba.AuthMethod
		secret, path string
	}{
		"post":                      {auth: ciba.ClientSecretPost, secret: "a+plain/secret==", path: "/op/connect"},
		"post with blanks":          {auth: ciba.ClientSecretPost, secret: hard, path: "/op/connect"},
		"basic":                     {auth: ciba.ClientSecretBasic, secret: "a+plain/secret==", path: "/op/connect"},
		"basic with blanks":         {auth: ciba.ClientSecretBasic, secret: hard, path: "/op/connect"},
		"basic with odd beginnings": {auth: ciba.ClientSecretBasic, secret: "-n -e \\x41 (", path: "/op/connect"},
		"letters beyond ASCII":      {auth: ciba.ClientSecretPost, secret: "plain+secret/", path: "/sønder/borg€"},
		"what is escaped":           {auth: ciba.ClientSecretPost, secret: "plain+secret/", path: "/a%20b/%2F/%c3%a6/~x"},
		"what curl takes otherwise": {auth: ciba.ClientSecretPost, secret: "plain+secret/", path: "/a[1-3]/{b,c}/d"},
		"dots":                      {auth: ciba.ClientSecretPost, secret: "plain+secret/", path: "/a/./b/../c/%2e%2E/d"},
		"slashes":                   {auth: ciba.ClientSecretPost, secret: "plain+secret/", path: "//a//b/"},
		"what shells expand": {
			auth: ciba.ClientSecretPost, secret: "plain+secret/", path: "/it's/$HOME/`id`/!!/\\/*?x=1&y='2'&z=$x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			k := &taker{listener: listener, issuer: "http://" + listener.Addr().String() + "/op"}
			var serving sync.WaitGroup
			serving.Go(k.serve)
			defer serving.Wait()
			defer func() { _ = listener.Close() }()

			var sent []string
			var commands []ciba.Command
			transport := ciba.NewTransport(ciba.Network{})
			transport.DisableKeepAlives = true
			at := "http://" + listener.Addr().String() + c.path
			polled := make(chan struct{}, 100)
			client, err := ciba.NewClient(ciba.Config{
				Issuer: k.issuer, ClientID: `our client+"é$x`, Auth: c.auth, Scope: "openid", IDTokenAlgs: []string{"RS256"},
				Endpoints: ciba.Endpoints{BackchannelAuthentication: at + "b", Token: at + "t", JWKS: at + "k", Cancel: strings.Replace(at, "?", "/{auth_req_id}?", 1) + "c/{auth_req_id}"},
			}, ciba.Options{
				Secret: ciba.Secret(c.secret), Transport: transport,
				Exchange: func(e ciba.Exchange) {
					sent, commands = append(sent, k.last()), append(commands, e.Curl(nil))
					if e.Endpoint == "token_endpoint" {
						polled <- struct{}{}
					}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			v := client.NewVerification(ciba.Params{Form: ciba.Form{
				{Name: "scope", Value: "openid"}, {Name: "login_hint_token", Value: "{\"x\":\"it's æ€😉 $HOME `id` !! \\\\ a&b=c%41+ \\n\u00a0\",\"cpr\":\"0804360468\"}"},
				{Name: "login_hint", Value: base64.StdEncoding.EncodeToString([]byte("{\"cpr\":\"0804360468\",\"x\":\"it's æ€😉 $HOME `id` !! \\\\ a&b=c%41+??>>\"}"))},
			}, Mask: []ciba.Mask{{Text: "0804360468", Shown: "080436-••••", Variable: "CPR"}}})
			ended := make(chan ciba.Result)
			go func() { ended <- v.Run(t.Context()) }()
			select {
			case <-polled:
			case r := <-ended:
				t.Fatalf("%+v", r)
			case <-time.After(time.Minute):
				t.Fatal("no poll")
			}
			v.Cancel()
			<-ended
			if len(sent) < 4 {
				t.Fatalf("%d requests", len(sent))
			}
			for i, command := range commands {
				if len(command.Missing) > 0 || strings.Contains(command.Text, "$'") {
					t.Errorf("missing %v in %s", command.Missing, command.Text)
				}
				for _, shell := range []string{"bash", "zsh", "dash"} {
					run := exec.CommandContext(t.Context(), shell, "-c", command.Text+` --silent --show-error --header 'Connection: close'`)
					run.Env = append(os.Environ(), "AUTH_REQ_ID=an-id.of_ours-1", "CLIENT_SECRET="+c.secret, "CPR=0804360468", "no_proxy=*", "LC_ALL=C.UTF-8")
					if output, err := run.CombinedOutput(); err != nil {
						t.Errorf("%s: %v: %s\n%s", shell, err, output, command.Text)
						continue
					}
					if got := k.last(); got != sent[i] {
						t.Errorf("%s sends\n%s\ninstead of\n%s\nby\n%s", shell, got, sent[i], command.Text)
					}
				}
			}
		})
	}
}
