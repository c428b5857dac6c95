package desk

import (
	"errors"
	"slices"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// Level says how much a diagnostic matters.
type Level string

// The levels.
const (
	LevelOK      Level = "ok"
	LevelWarning Level = "warning" // something doesn't work that not everybody needs
	LevelFault   Level = "fault"
)

// Diagnostic is a line of a diagnosis. It names nobody: no account, no host of this machine, no
// credentials.
type Diagnostic struct {
	Check  string // what was looked at, as the key of its name
	Level  Level
	Text   Text // what was found
	Remedy Text // what to do; the zero Text if there is nothing to do
}

// ProbeProblem says why a step on the way to a provider failed, and what to do, in words for
// whoever looks after the machine.
func ProbeProblem(p ciba.Probe, c ciba.Config) (what, remedy Text) {
	const advice = "doctor.remedy."
	host := ciba.Host(c.Issuer)
	var proxy *ciba.ProxyError
	switch {
	case p.Step == ciba.ProbeKeys && p.Reason == ciba.ReasonKeys:
		return (&trial{issuer: c.Issuer, config: c}).failed(p), Text{}
	case errors.As(p.Err, &proxy) && proxy.Problem == ciba.ProxyLogin:
		return proxyText(proxy), Say(advice + "proxy_login")
	case errors.As(p.Err, &proxy):
		return proxyText(proxy), Say(advice + "proxy")
	case p.Reason == ciba.ReasonCertificate:
		return Say("doctor.certificate."+certificateFault(p.Err), "Host", host), Say(advice + "certificate")
	case p.Reason == ciba.ReasonNotTheProvider:
		return Say("network.reason.not_the_provider"), Say(advice + "portal")
	case p.Reason == ciba.ReasonNotFound:
		return Say("doctor.no_name", "Host", ciba.Clean(p.Host, 100)), Say(advice + "name")
	case slices.Contains([]ciba.Reason{ciba.ReasonUnreachable, ciba.ReasonTimeout, ciba.ReasonUnreadable}, p.Reason):
		return Say("doctor.no_answer", "Host", host, "Problem", Say("network.reason."+string(p.Reason))), Say(advice + "connection")
	}
	return reasonSentence(p.Reason, host, p.Err), Text{}
}

// ProbeSuccess says what a step on the way to a provider found. at is our time.
func ProbeSuccess(p ciba.Probe, c ciba.Config, at time.Time) Text {
	return (&trial{issuer: c.Issuer, config: c, at: at}).passed(p)
}

// ProxyProblem says which proxy did not let us through, and how.
func ProxyProblem(fault *ciba.ProxyError) Text { return proxyText(fault) }

// ClockProblem says how far this machine's clock is off, and which way.
func ClockProblem(offset time.Duration) Text { return clockText(offset) }

// KeyringProblem says why the keyring can't be used.
func KeyringProblem(err error) Text { return keyringProblem(err) }

// FileProblem says what is wrong with a file, which it calls by its name in the error.
func FileProblem(fault *files.Error) Text { return fileProblem(fault) }

// FileFaults returns the single problems of a file.
func FileFaults(err error) []*files.Error { return fileFaults(err) }

// RootsProblem says why a file of root certificates can't be used.
func RootsProblem(fault *ciba.RootsError, file string) Text {
	return Say("doctor.roots."+string(fault.Problem), "File", file, "Nth", fault.Nth)
}

// JournalProblem says why the journal can't be used, and what to do.
func JournalProblem(err error) (what, advice Text) {
	t := troubleOf(err)
	return t.what(), t.advice()
}

// In returns the line in a language, with its remedy on a line of its own.
func (d Diagnostic) In(words Words) string {
	line := Say("doctor.line", "Level", Say("doctor.level."+string(d.Level)), "Check", Say("doctor.check."+d.Check), "Text", d.Text).In(words)
	if !d.Remedy.IsZero() {
		line += "\n    " + Say("doctor.remedy_line", "Text", d.Remedy).In(words)
	}
	return line
}
