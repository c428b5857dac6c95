package connect

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"maps"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
)

// fakeServer speaks as much of PostgreSQL's protocol as connecting needs.
type fakeServer struct {
	tls      *tls.Config // nil: it takes no TLS
	wants    string      // the password; "": it lets everybody in
	refuses  string      // with this code, whoever comes
	readOnly bool

	mu        sync.Mutex
	started   []map[string]string // parameters of each start
	resumed   int                 // statements that were prepared
	withTLS   []bool
	shown     []*x509.Certificate // what clients showed
	passwords []string
}

// start serves until the test ends, and returns the port.
func (f *fakeServer) start(t *testing.T) uint16 {
	t.Helper()
	return listening(t, f.serve)
}

// listening serves connections until the test ends, and returns the port.
func listening(t *testing.T, serve func(conn net.Conn)) uint16 {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	return uint16(listener.Addr().(*net.TCPAddr).Port)
}

func (f *fakeServer) serve(conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second)) // so that no test hangs
	backend := pgproto3.NewBackend(conn, conn)
	encrypted := false
	for {
		first, err := backend.ReceiveStartupMessage()
		if err != nil {
			return
		}
		switch first := first.(type) {
		case *pgproto3.SSLRequest:
			if f.tls == nil {
				_, _ = conn.Write([]byte("N"))
				continue
			}
			_, _ = conn.Write([]byte("S"))
			over := tls.Server(conn, f.tls)
			if over.Handshake() != nil {
				return
			}
			f.mu.Lock()
			f.shown = append(f.shown, over.ConnectionState().PeerCertificates...)
			f.mu.Unlock()
			conn, encrypted = over, true
			backend = pgproto3.NewBackend(conn, conn)
		case *pgproto3.StartupMessage:
			f.mu.Lock()
			f.started = append(f.started, maps.Clone(first.Parameters))
			f.withTLS = append(f.withTLS, encrypted)
			f.mu.Unlock()
			f.session(backend)
			return
		default:
			return
		}
	}
}

func (f *fakeServer) session(backend *pgproto3.Backend) {
	refuse := func(code string) {
		backend.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: code, Message: `something about "anna" and hemmelig`})
		_ = backend.Flush()
	}
	if f.refuses != "" {
		refuse(f.refuses)
		return
	}
	if f.wants != "" {
		backend.Send(&pgproto3.AuthenticationCleartextPassword{})
		if backend.Flush() != nil || backend.SetAuthType(pgproto3.AuthTypeCleartextPassword) != nil {
			return
		}
		got, err := backend.Receive()
		password, is := got.(*pgproto3.PasswordMessage)
		if err != nil || !is {
			return
		}
		f.mu.Lock()
		f.passwords = append(f.passwords, password.Password)
		f.mu.Unlock()
		if password.Password != f.wants {
			refuse("28P01")
			return
		}
	}
	backend.Send(&pgproto3.AuthenticationOk{})
	backend.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	for backend.Flush() == nil {
		got, err := backend.Receive()
		if err != nil {
			return
		}
		f.answer(backend, got)
	}
}

// answer answers every statement with whether transactions are read-only.
func (f *fakeServer) answer(backend *pgproto3.Backend, got pgproto3.FrontendMessage) {
	row := func() {
		answer := "off"
		if f.readOnly {
			answer = "on"
		}
		backend.Send(&pgproto3.DataRow{Values: [][]byte{[]byte(answer)}})
		backend.Send(&pgproto3.CommandComplete{CommandTag: []byte("SHOW")})
	}
	described := &pgproto3.RowDescription{Fields: []pgproto3.FieldDescription{{Name: []byte("answer"), DataTypeOID: 25, DataTypeSize: -1}}}
	switch got := got.(type) {
	case *pgproto3.Query:
		backend.Send(described)
		row()
		backend.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	case *pgproto3.Parse:
		if got.Name != "" {
			f.mu.Lock()
			f.resumed++
			f.mu.Unlock()
		}
		backend.Send(&pgproto3.ParseComplete{})
	case *pgproto3.Bind:
		backend.Send(&pgproto3.BindComplete{})
	case *pgproto3.Describe:
		backend.Send(described)
	case *pgproto3.Execute:
		row()
	case *pgproto3.Sync:
		backend.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	}
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{certificate, key}
}

// signs returns a certificate for a name.
func (a authority) signs(t *testing.T, name string, public crypto.PublicKey, until time.Time) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, public, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// serves returns what a server of a name needs.
func (a authority) serves(t *testing.T, name string, until time.Time) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert,
		Certificates: []tls.Certificate{{Certificate: [][]byte{a.signs(t, name, key.Public(), until)}, PrivateKey: key}},
	}
}

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// certificateFile writes a login's certificate.
func (a authority) certificateFile(t *testing.T, login string, key crypto.Signer, until time.Time) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "login.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.signs(t, login, key.Public(), until)})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// here resolves every name to this machine.
func here(context.Context, string) ([]string, error) { return []string{"127.0.0.1"}, nil }

// password returns a password as the keyring would.
func password(text string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return text, nil }
}

// signer returns a key as the keyring would.
func signer(key crypto.Signer) func(context.Context) (crypto.Signer, error) {
	return func(context.Context) (crypto.Signer, error) { return key, nil }
}
