package connect

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5"
)

// reach makes one connection and asks for something; it returns the explained error.
func reach(t *testing.T, o Options) error {
	t.Helper()
	if o.Database == "" {
		o.Database = "ringback"
	}
	if o.User == "" {
		o.User = "anna"
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := c.Pool()
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var answer string
	return c.Explain(pool.QueryRow(t.Context(), "select $1::text", "x").Scan(&answer))
}

// TestNothingElseHasASay: whatever the environment and the files in the user's folder say, only the
// options count, and only the login, the database and a name of the program are sent.
func TestNothingElseHasASay(t *testing.T) {
	key, err := ed25519Key()
	if err != nil {
		t.Fatal(err)
	}
	root := newAuthority(t)
	server := &fakeServer{tls: root.serves(t, "journal.example", time.Now().Add(time.Hour)), wants: "hemmelig"}
	port := server.start(t)
	nonsense(t)
	for _, service := range []string{"nonsense", "nosuch", ""} {
		t.Setenv("PGSERVICE", service)
		err = reach(t, Options{
			Hosts: []Host{{"journal.example", port}}, Roots: root.pool(), Password: password("hemmelig"), lookup: here,
			Certificate: root.certificateFile(t, "anna", key, time.Now().Add(time.Hour)), Key: signer(key),
		})
		if err != nil {
			t.Fatalf("PGSERVICE=%q: %v", service, err)
		}
	}
	t.Setenv("PGSERVICE", "nonsense")
	plain := &fakeServer{}
	if err := reach(t, Options{Hosts: []Host{{"127.0.0.1", plain.start(t)}}}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"user": "anna", "database": "ringback", "application_name": "ringback"}
	for _, got := range append(server.started, plain.started...) {
		if !maps.Equal(got, want) {
			t.Errorf("a start with %v", got)
		}
	}
	if !slices.Equal(server.withTLS, []bool{true, true, true}) || !slices.Equal(server.passwords, []string{"hemmelig", "hemmelig", "hemmelig"}) {
		t.Errorf("TLS %v, %d passwords", server.withTLS, len(server.passwords))
	}
	if len(server.shown) != 3 || server.shown[0].Subject.CommonName != "anna" {
		t.Errorf("%d certificates were shown", len(server.shown))
	}
	if server.resumed+plain.resumed > 0 {
		t.Error("statements are prepared")
	}
}

// nonsense fills the environment, and what is looked for in the user's folder.
func nonsense(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	for name, text := range map[string]string{
		".pgpass": "*:*:*:*:nonsense\n", "pgpass.conf": "*:*:*:*:nonsense\n", ".pg_service.conf": "[nonsense]\nhost=nonsense.invalid\nsslmode=disable\noptions=-c nonsense=1\nnonsense=1\n",
		".postgresql/postgresql.crt": "nonsense", ".postgresql/postgresql.key": "nonsense", ".postgresql/root.crt": "nonsense",
	} {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"HOME", "USERPROFILE", "APPDATA"} {
		t.Setenv(folder, home)
	}
	for _, name := range variables() {
		t.Setenv(name, "nonsense")
	}
	t.Setenv("PGPASSFILE", filepath.Join(home, ".pgpass"))
	t.Setenv("PGSERVICEFILE", filepath.Join(home, ".pg_service.conf"))
}

// variables are those of PostgreSQL's own library and of the driver.
func variables() []string {
	return strings.Fields(`PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGREQUIREAUTH PGCHANNELBINDING PGSERVICE PGSERVICEFILE
		PGOPTIONS PGAPPNAME PGSSLMODE PGREQUIRESSL PGSSLNEGOTIATION PGSSLCOMPRESSION PGSSLCERT PGSSLKEY PGSSLCERTMODE PGSSLROOTCERT PGSSLCRL PGSSLCRLDIR
		PGSSLSNI PGSSLPASSWORD PGREQUIREPEER PGSSLMINPROTOCOLVERSION PGSSLMAXPROTOCOLVERSION PGMINPROTOCOLVERSION PGMAXPROTOCOLVERSION PGGSSENCMODE
		PGKRBSRVNAME PGGSSLIB PGGSSDELEGATION PGCONNECT_TIMEOUT PGCLIENTENCODING PGTARGETSESSIONATTRS PGLOADBALANCEHOSTS PGDATESTYLE PGTZ PGGEQO PGSYSCONFDIR
		PGLOCALEDIR`)
}

// TestTheDriverKnowsNoOtherVariables, so that an update of it can't let one in.
func TestTheDriverKnowsNoOtherVariables(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/jackc/pgx/v5").Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("go isn't here")
	}
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range []string{"config.go", "defaults.go", "defaults_windows.go"} {
		source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "pgconn", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, variable := range regexp.MustCompile(`"(PG[A-Z_]+)"`).FindAllStringSubmatch(string(source), -1) {
			found++
			if !slices.Contains(variables(), variable[1]) {
				t.Errorf("%s reads %s, which no test fills", name, variable[1])
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d variables were found", found)
	}
}

func ed25519Key() (crypto.Signer, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}

// TestWhatTheServerProves: who isn't this machine proves itself for its name, by an authority that
// is known; nothing is sent to anybody else.
func TestWhatTheServerProves(t *testing.T) {
	root, hour := newAuthority(t), time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		host string
		tls  *tls.Config
		want error
	}{
		"the right one":            {host: "journal.example", tls: root.serves(t, "journal.example", hour)},
		"another name":             {host: "journal.example", tls: root.serves(t, "other.example", hour), want: ErrServerCertificate},
		"expired":                  {host: "journal.example", tls: root.serves(t, "journal.example", time.Now().Add(-time.Hour)), want: ErrServerCertificate},
		"an unknown authority":     {host: "journal.example", tls: newAuthority(t).serves(t, "journal.example", hour), want: ErrUnknownAuthority},
		"no TLS":                   {host: "journal.example", want: ErrNoTLS},
		"an address":               {host: "192.0.2.1", tls: root.serves(t, "journal.example", hour), want: ErrServerCertificate},
		"this machine":             {host: "127.0.0.1"},
		"this machine with TLS":    {host: "localhost", tls: newAuthority(t).serves(t, "x.example", hour)},
		"a name like this machine": {host: "localhost.example", want: ErrNoTLS},
	} {
		server := &fakeServer{tls: c.tls, wants: "hemmelig"}
		err := reach(t, Options{Hosts: []Host{{c.host, server.start(t)}}, Roots: root.pool(), Password: password("hemmelig"), lookup: here})
		if !errors.Is(err, c.want) || (err != nil) != (c.want != nil) {
			t.Errorf("%s: %v", name, err)
		}
		if c.want != nil && (len(server.started) > 0 || len(server.passwords) > 0) {
			t.Errorf("%s: something was sent", name)
		}
	}
}

// TestWhatTheServerSays: each refusal says what it is, and nothing of what the server wrote.
func TestWhatTheServerSays(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	file := newAuthority(t).certificateFile(t, "anna", key, time.Now().Add(time.Hour))
	for name, c := range map[string]struct {
		server  *fakeServer
		options Options
		want    error
	}{
		"a password":            {server: &fakeServer{wants: "other"}, options: Options{Password: password("hemmelig")}, want: ErrLogin},
		"a token":               {server: &fakeServer{refuses: "28P01"}, options: Options{TokenCommand: tokenCommand("token")}, want: ErrLoginToken},
		"its rules":             {server: &fakeServer{refuses: "28000"}, want: ErrNotAllowed},
		"a certificate":         {server: &fakeServer{refuses: "28000"}, options: Options{Certificate: file, Key: signer(key)}, want: ErrCertificate},
		"no right to connect":   {server: &fakeServer{refuses: "42501"}, want: ErrNotAllowed},
		"no database":           {server: &fakeServer{refuses: "3D000"}, want: ErrNoDatabase},
		"too many":              {server: &fakeServer{refuses: "53300"}, want: ErrFull},
		"it starts":             {server: &fakeServer{refuses: "57P03"}, want: ErrUnreachable},
		"a pooler":              {server: &fakeServer{refuses: "08P01"}, want: ErrPooler},
		"something else":        {server: &fakeServer{refuses: "58000"}, want: ErrServer},
		"a copy":                {server: &fakeServer{readOnly: true}, want: ErrReadOnly},
		"the keyring is locked": {server: &fakeServer{}, options: Options{Password: func(context.Context) (string, error) { return "", os.ErrPermission }}, want: ErrSecret},
		"no key": {
			server: &fakeServer{}, options: Options{Certificate: file, Key: func(context.Context) (crypto.Signer, error) { return nil, os.ErrPermission }}, want: ErrSecret,
		},
		"the program for the token": {server: &fakeServer{}, options: Options{TokenCommand: tokenCommand("fail")}, want: ErrToken},
		"no file of a certificate":  {server: &fakeServer{}, options: Options{Certificate: file + ".none", Key: signer(key)}, want: ErrOwnCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Hosts = []Host{{"127.0.0.1", c.server.start(t)}}
			err := reach(t, c.options)
			var known *Error
			if !errors.Is(err, c.want) || !errors.As(err, &known) || c.server.refuses != "" && known.Code != c.server.refuses {
				t.Errorf("%v", err)
			}
			if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, "hemmelig") || strings.Contains(text, "anna") || !strings.Contains(text, "127.0.0.1") {
				t.Errorf("it says: %s", text)
			}
		})
	}
}

// TestSeveralHosts: the first that takes records is used, and if there is none, the most telling
// answer is told.
func TestSeveralHosts(t *testing.T) {
	closed := nobody(t)
	standby, primary, stranger := &fakeServer{readOnly: true}, &fakeServer{}, &fakeServer{refuses: "28P01"}
	at := func(servers ...*fakeServer) (hosts []Host) {
		hosts = []Host{{"127.0.0.1", closed}}
		for _, one := range servers {
			hosts = append(hosts, Host{"127.0.0.1", one.start(t)})
		}
		return hosts
	}
	if err := reach(t, Options{Hosts: at(standby, primary)}); err != nil || len(primary.started) != 1 {
		t.Errorf("%v after %d starts", err, len(primary.started))
	}
	if err := reach(t, Options{Hosts: at(standby)}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a copy alone: %v", err)
	}
	if err := reach(t, Options{Hosts: at(standby, stranger)}); !errors.Is(err, ErrLogin) {
		t.Errorf("a wrong password: %v", err)
	}
	if err := reach(t, Options{Hosts: at()}); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "nothing listens") {
		t.Errorf("nobody: %v", err)
	}
	missing := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "journal.example", IsNotFound: true}
	}
	if err := reach(t, Options{Hosts: []Host{{"journal.example", 5432}}, lookup: missing}); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "isn't known") {
		t.Errorf("no such host: %v", err)
	}
	if err := reach(t, Options{Hosts: []Host{{filepath.Join(t.TempDir(), "none"), 5432}}}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("no socket: %v", err)
	}
}

// nobody returns a port that nobody listens on: that of the near end of a connection, which nobody
// else gets.
func nobody(t *testing.T) uint16 {
	t.Helper()
	held, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", silence(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Close() })
	return uint16(held.LocalAddr().(*net.TCPAddr).Port)
}

// TestOwnCertificates that can't be used say why.
func TestOwnCertificates(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ed25519Key()
	if err != nil {
		t.Fatal(err)
	}
	root := newAuthority(t)
	good := root.certificateFile(t, "anna", key, time.Now().Add(time.Hour))
	if got, err := readCertificate(good, key); err != nil || got.Leaf.Subject.CommonName != "anna" {
		t.Errorf("%v", err)
	}
	if _, err := readCertificate(good, other); !errors.Is(err, errOtherKey) {
		t.Errorf("another key: %v", err)
	}
	if _, err := readCertificate(root.certificateFile(t, "anna", key, time.Now().Add(-time.Hour)), key); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("expired: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readCertificate(empty, key); !errors.Is(err, errNoCertificate) {
		t.Errorf("nothing in it: %v", err)
	}
}

// TestBoundsOfConnections.
func TestBoundsOfConnections(t *testing.T) {
	c, err := New(Options{Hosts: []Host{{"a.example", 5432}, {"b.example", 5433}}, Database: "ringback", User: "anna", Password: password("hemmelig")})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := c.pool()
	if err != nil {
		t.Fatal(err)
	}
	one := pool.ConnConfig
	if pool.MaxConns != 2 || pool.MinConns != 0 || pool.MinIdleConns != 0 || pool.MaxConnIdleTime != 30*time.Second || one.ConnectTimeout != 2*time.Second ||
		one.DefaultQueryExecMode != pgx.QueryExecModeExec || one.StatementCacheCapacity != 0 || one.DescriptionCacheCapacity != 0 || one.Password != "" ||
		one.ValidateConnect == nil || len(one.Fallbacks) != 1 || one.Fallbacks[0].TLSConfig.ServerName != "b.example" || one.Fallbacks[0].TLSConfig.InsecureSkipVerify {
		t.Errorf("%+v, %+v", pool, one)
	}
	if alone, err := c.Config(t.Context()); err != nil || alone.Password != "hemmelig" {
		t.Errorf("without a pool: %v", err)
	}
	for _, o := range []Options{
		{}, {Hosts: []Host{{"a", 1}}, User: "x"}, {Hosts: []Host{{"a", 1}}, Database: "x"}, {Database: "x", User: "x"},
		{Hosts: []Host{{"a", 1}}, Database: "x", User: "x", Certificate: "x"}, {Hosts: []Host{{"a", 1}}, Database: "x", User: "x", Password: password(""), TokenCommand: []string{"x"}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v", o)
		}
	}
}

// TestWords: each kind of error has a word and a sentence of its own, and keeps them wrapped.
func TestWords(t *testing.T) {
	seen := make(map[string]bool)
	for _, kind := range Kinds() {
		word := Word(kind)
		if word == "" || seen[word] {
			t.Errorf("the word %q", word)
		}
		seen[word] = true
	}
	if word := Word(fmt.Errorf("while it began: %w", &Error{Kind: ErrReadOnly})); word != "read_only" || Word(os.ErrPermission) != "" || Word(nil) != "" {
		t.Errorf("the word %q", word)
	}
}

// TestWhatACallerWaitsFor: a keyring that asks for its password, and a slow token, don't count as a
// database that can't be reached.
func TestWhatACallerWaitsFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		for name, c := range map[string]Options{
			"a password": {Password: func(context.Context) (string, error) { <-held; return "", os.ErrPermission }},
			"a key":      {Certificate: "login.pem", Key: func(context.Context) (crypto.Signer, error) { <-held; return nil, os.ErrPermission }},
		} {
			c.Hosts, c.Database, c.User = []Host{{"127.0.0.1", 1}}, "ringback", "anna"
			way, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			pool, err := way.Pool()
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), CallBound)
			_, err = pool.Exec(ctx, "select 1")
			cancel()
			if err = way.Explain(err); !errors.Is(err, ErrSecret) || !errors.Is(err, errKeyringAsks) {
				t.Errorf("%s: %v", name, err)
			}
			close(held)
			pool.Close()
			held = make(chan struct{})
		}
	})
	way, err := New(Options{Hosts: []Host{{"127.0.0.1", 1}}, Database: "ringback", User: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	late := fmt.Errorf("it took too long: %w", context.DeadlineExceeded)
	_, err = waitedFor(&way.forToken, func() (string, error) { return "", way.Explain(late) })
	if !errors.Is(err, ErrToken) || !errors.Is(way.Explain(late), ErrUnreachable) {
		t.Errorf("a token: %v, afterwards %v", err, way.Explain(late))
	}
}

// greets returns a port where something other than PostgreSQL says this.
func greets(t *testing.T, with string) uint16 {
	t.Helper()
	return listening(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte(with))
		_, _ = io.Copy(io.Discard, conn)
	})
}

// silence returns a port where connections are taken and nothing is said.
func silence(t *testing.T) uint16 {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return uint16(listener.Addr().(*net.TCPAddr).Port)
}

// TestTheDriversOwnErrorsStayInside: they name the login.
func TestTheDriversOwnErrorsStayInside(t *testing.T) {
	if err := reach(t, Options{Hosts: []Host{{"127.0.0.1", greets(t, "220 mail.example ESMTP\r\n")}}}); !errors.Is(err, errStranger) || strings.Contains(err.Error(), "anna") {
		t.Errorf("a mail server: %v", err)
	}
	way, err := New(Options{Hosts: []Host{{"127.0.0.1", silence(t)}}, Database: "ringback", User: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	config, err := way.Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = pgx.ConnectConfig(ended, config); err == nil || way.Explain(err) != context.Canceled {
		t.Errorf("nobody waits: %v", err)
	}
}
