package connect

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// kind is a kind of error: a word for those who translate, and a sentence.
type kind struct{ word, sentence string }

// Error is the sentence.
func (k *kind) Error() string { return k.sentence }

// Fault is the word, see [ringback/storage/journal.FaultOf].
func (k *kind) Fault() (word string, names map[string]any) { return k.word, nil }

// Word returns the word of an error of this package, such as "login"; "" for any other.
func Word(err error) string {
	if k := new(kind); errors.As(err, &k) {
		return k.word
	}
	return ""
}

// Kinds returns all kinds.
func Kinds() []error {
	return []error{
		ErrUnreachable, ErrLogin, ErrLoginToken, ErrCertificate, ErrNotAllowed, ErrUnknownAuthority, ErrServerCertificate, ErrNoTLS, ErrReadOnly, ErrNoDatabase,
		ErrFull, ErrPooler, ErrServer, ErrSecret, ErrToken, ErrOwnCertificate,
	}
}

// The kinds of errors, for errors.Is. Each says what happened and what to do.
var (
	// ErrUnreachable: there was no answer, or the connection was lost.
	ErrUnreachable = error(&kind{"unreachable", "the journal's database can't be reached: check the network, and ask whoever runs it whether it is up"})
	// ErrLogin: the server doesn't tell which of these it is.
	ErrLogin = error(&kind{"login", "the journal's database refuses the login: the password is wrong or has expired, or there is no such login; ask whoever runs it, and provision the password anew"})
	// ErrLoginToken: the same with a token.
	ErrLoginToken = error(&kind{"login_token", "the journal's database refuses the token: it is for another login or has expired, or there is no such login; ask whoever runs it"})
	// ErrCertificate: the server refuses the login's certificate, or wants one.
	ErrCertificate = error(&kind{"certificate", "the journal's database refuses the certificate, or wants one: it has expired, is another login's, or is from an authority that the server doesn't know; ask whoever runs it"})
	// ErrNotAllowed: its rules don't let this login in from here.
	ErrNotAllowed = error(&kind{"not_allowed", "the journal's database doesn't let this login in from here: ask whoever runs it to look at pg_hba.conf and the login's rights"})
	// ErrUnknownAuthority: the server's own certificate is from an unknown authority.
	ErrUnknownAuthority = error(&kind{"unknown_authority", "the certificate of the journal's database is from an authority that this machine doesn't know: have the administrator add it to the system's or to extra_roots, and enter nothing before that"})
	// ErrServerCertificate: … or has another name, or has expired.
	ErrServerCertificate = error(&kind{"server_certificate", "the certificate of the journal's database is for another name or isn't valid today: check the address, and ask whoever runs the database"})
	// ErrNoTLS: the server takes no TLS, or none that is good enough.
	ErrNoTLS = error(&kind{"no_tls", "the journal's database takes no TLS, which is needed on the way to other machines: ask whoever runs it to turn that on"})
	// ErrReadOnly: only a copy was reached, such as a standby.
	ErrReadOnly = error(&kind{"read_only", "only a copy of the journal's database was reached, which takes no records: ask whoever runs it which server writes, and name that one in the address"})
	// ErrNoDatabase: the server has none of this name.
	ErrNoDatabase = error(&kind{"no_database", "the server has no database of that name: check the address of the journal"})
	// ErrFull: there are too many connections.
	ErrFull = error(&kind{"full", "the journal's database takes no more connections: try again, and ask whoever runs it to allow more"})
	// ErrPooler: pgbouncer is reached, and the server behind it isn't, or not as this login.
	ErrPooler = error(&kind{"pooler", "the pooler in front of the journal's database refuses the connection: the password is wrong, or the server behind it can't be reached; ask whoever runs it"})
	// ErrServer: the server refuses for another reason, which its code tells.
	ErrServer = error(&kind{"server", "the journal's database reports an error: ask whoever runs it, and tell them the code"})
	// ErrSecret: the keyring doesn't give what proves who logs in.
	ErrSecret = error(&kind{"secret", "the password or key of the journal's database can't be had from the keyring"})
	// ErrToken: the token command failed.
	ErrToken = error(&kind{"token", "the program that gets the token for the journal's database failed: ask the administrator of this machine"})
	// ErrOwnCertificate: the login's certificate can't be used.
	ErrOwnCertificate = error(&kind{"own_certificate", "the certificate for the journal's database can't be used"})
)

// Error is why there is no connection, or none any more. What the server wrote isn't in it, since
// that quotes logins.
type Error struct {
	Kind  error  // one of the errors above
	Where string // the hosts
	Code  string // SQLSTATE; "" if the server said nothing
	cause error  // of this side, with its text; nil: Kind says it all
}

// Error says what happened and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.Error())
	b.WriteString(" (" + e.Where)
	if e.Code != "" {
		b.WriteString(", code " + e.Code)
	}
	b.WriteString(")")
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Fault is the word of its kind, and what its texts name.
func (e *Error) Fault() (word string, names map[string]any) {
	return Word(e.Kind), map[string]any{"Hosts": e.Where, "Code": e.Code}
}

// Unwrap returns the kind and the cause on this side.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.cause}
}

// Explain returns what an error of a connection or of a call means, as an [*Error]. An error that
// is about neither, such as one that a function of the schema raised, comes back as it is. If the
// caller gave up, that is [context.Canceled].
func (c *Connector) Explain(err error) error {
	known, connecting := new(Error), new(pgconn.ConnectError)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return context.Canceled // the driver's error names the login
	case errors.Is(err, context.DeadlineExceeded) && c.forToken.Load() > 0:
		return &Error{Kind: ErrToken, Where: c.where(), cause: errTokenRuns}
	case errors.Is(err, context.DeadlineExceeded) && c.forKeyring.Load() > 0:
		return &Error{Kind: ErrSecret, Where: c.where(), cause: errKeyringAsks}
	}
	var best *Error
	ranks := c.ranks()
	rank := len(ranks)
	for _, leaf := range attempts(err) {
		code, kind := c.kindOf(leaf)
		at := slices.Index(ranks, kind)
		if at >= 0 && at < rank {
			best, rank = &Error{Kind: kind, Where: c.where(), Code: code, cause: shortened(kind, leaf)}, at
		}
	}
	switch {
	case best != nil:
		return best
	case errors.As(err, &connecting):
		return &Error{Kind: ErrUnreachable, Where: c.where(), cause: errStranger}
	}
	return err
}

// ranks has the kinds in the order in which one of them is told if hosts failed in different ways:
// what a host said counts over silence, and a copy over a host that is down. On this machine, where
// TLS isn't needed, that there is none says nothing.
func (c *Connector) ranks() []error {
	kinds := []error{
		ErrLogin, ErrLoginToken, ErrNoDatabase, ErrCertificate, ErrNotAllowed, ErrUnknownAuthority, ErrServerCertificate, ErrPooler, ErrFull,
		ErrReadOnly, ErrServer,
	}
	if slices.ContainsFunc(c.options.Hosts, func(h Host) bool { return !loopback(h.Name) }) {
		return append(kinds, ErrNoTLS, ErrUnreachable)
	}
	return append(kinds, ErrUnreachable)
}

// attempts returns the errors of the single attempts that were joined.
func attempts(err error) []error {
	joined, many := err.(interface{ Unwrap() []error })
	if many {
		var all []error
		for _, one := range joined.Unwrap() {
			all = append(all, attempts(one)...)
		}
		return all
	}
	if inner := errors.Unwrap(err); inner != nil && holdsMany(inner) {
		return attempts(inner)
	}
	return []error{err}
}

// holdsMany reports whether several errors were joined somewhere below.
func holdsMany(err error) bool {
	for err != nil {
		if _, many := err.(interface{ Unwrap() []error }); many {
			return true
		}
		err = errors.Unwrap(err)
	}
	return false
}

// kindOf returns the kind of one attempt's error, nil if it isn't about a connection.
func (c *Connector) kindOf(err error) (code string, kind error) {
	said := new(pgconn.PgError)
	alert := new(net.OpError)
	authority, name, invalid := new(x509.UnknownAuthorityError), new(x509.HostnameError), new(x509.CertificateInvalidError)
	var roots x509.SystemRootsError
	record := new(tls.RecordHeaderError)
	switch {
	case errors.As(err, &said):
		return said.Code, c.kindOfCode(said)
	case errors.Is(err, pgconn.ErrReadOnlyConnection):
		return "", ErrReadOnly
	case errors.As(err, authority), errors.As(err, &roots):
		return "", ErrUnknownAuthority
	case errors.As(err, name), errors.As(err, invalid):
		return "", ErrServerCertificate
	case errors.As(err, &alert) && alert.Op == "remote error":
		// The alert's type isn't exported; those about the client's certificate all say so.
		if text := alert.Error(); strings.Contains(text, "certificate") || strings.Contains(text, "unknown") {
			return "", ErrCertificate
		}
		return "", ErrNoTLS
	case errors.As(err, record), strings.Contains(err.Error(), "refused TLS connection"):
		return "", ErrNoTLS
	case lost(err):
		return "", ErrUnreachable
	}
	return "", nil
}

// kindOfCode returns the kind of what a server said, nil if that isn't about the connection.
func (c *Connector) kindOfCode(said *pgconn.PgError) error {
	pooler := said.Code == "08P01" // pgbouncer's one code; its messages are in English everywhere
	fatal := said.Severity == "FATAL" || said.SeverityUnlocalized == "FATAL"
	switch {
	case said.Code == "28P01" && len(c.options.TokenCommand) > 0:
		return ErrLoginToken
	case said.Code == "28P01", pooler && strings.Contains(said.Message, "authentication failed"):
		return ErrLogin
	case said.Code == "28000" && c.options.Certificate != "":
		return ErrCertificate
	case said.Code == "28000":
		return ErrNotAllowed
	case said.Code == "42501" && fatal: // it may not connect to this database
		return ErrNotAllowed
	case said.Code == "3D000", pooler && strings.HasPrefix(said.Message, "no such database"):
		return ErrNoDatabase
	case said.Code == "53300":
		return ErrFull
	case said.Code == "25006":
		return ErrReadOnly
	case pooler:
		return ErrPooler
	case strings.HasPrefix(said.Code, "57P"), strings.HasPrefix(said.Code, "08"):
		return ErrUnreachable // it stops or starts
	case fatal:
		return ErrServer
	}
	return nil
}

// lost reports whether an error means that there was no answer.
func lost(err error) bool {
	var network net.Error
	for _, one := range []error{
		context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, pgconn.ErrConnClosed, net.ErrClosed, syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.ENOENT,
	} {
		if errors.Is(err, one) {
			return true
		}
	}
	return errors.As(err, &network) || pgconn.Timeout(err)
}

// The reasons why nothing was reached, in few words.
var (
	errNoAnswer  = errors.New("no answer in time")
	errRefused   = errors.New("nothing listens there")
	errNoName    = errors.New("the name of the host isn't known")
	errNoSocket  = errors.New("there is no socket there")
	errBrokenOff = errors.New("the connection broke off")
	errStranger  = errors.New("something answers there that isn't PostgreSQL")

	errTokenRuns   = errors.New("it still runs")
	errKeyringAsks = errors.New("the keyring hasn't answered yet: look for a window that asks for its password")
)

// refusedOnWindows is WSAECONNREFUSED, which no other system has.
const refusedOnWindows = syscall.Errno(10061)

// shortened returns the reason why nothing was reached; nil for other kinds.
func shortened(kind, err error) error {
	var name *net.DNSError
	var network net.Error
	switch {
	case kind != ErrUnreachable: //nolint:errorlint // these are the errors themselves
		return nil
	case errors.As(err, &name) && name.IsNotFound:
		return errNoName
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, refusedOnWindows):
		return errRefused
	case errors.Is(err, syscall.ENOENT):
		return errNoSocket
	case errors.Is(err, context.DeadlineExceeded), pgconn.Timeout(err), errors.As(err, &network) && network.Timeout():
		return errNoAnswer
	}
	return errBrokenOff
}
