package doctor

import (
	"context"
	"errors"
	"net/url"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/ui/desk"
)

// The limits of a clock: beyond the second, nobody is asked.
const (
	clockNoted   = time.Minute
	clockRefused = 5 * time.Minute
)

// certificateSoon is how long before its expiry a certificate is warned of.
const certificateSoon = 21 * 24 * time.Hour

// local reports whether the environment needs no network.
func (x *examination) local() bool { return x.Environment.ID == config.IDDemo }

// proxy says through which proxy the provider is reached, and who names it.
func (x *examination) proxy() {
	if x.RootsErr != nil {
		x.roots()
	}
	if x.local() {
		return
	}
	issuer, err := url.Parse(x.Environment.Issuer)
	if err != nil {
		return // the file's faults say so
	}
	var route ciba.Route
	done, err := x.within(networkBound, func(ctx context.Context) (err error) {
		route, err = x.Network.RouteTo(ctx, issuer)
		return err
	})
	var fault *ciba.ProxyError
	switch {
	case !done:
		x.slow("proxy", networkBound)
	case errors.As(err, &fault):
		x.fault("proxy", desk.ProxyProblem(fault), desk.Say("doctor.remedy.proxy"))
	case err != nil:
		x.fault("proxy", desk.ProxyProblem(&ciba.ProxyError{Problem: ciba.ProxySettings}), desk.Say("doctor.remedy.proxy"))
	case route.Proxy != nil:
		x.ok("proxy", desk.Say("doctor.proxy.used", "Host", ciba.Clean(route.Proxy.Host, 200), "From", desk.Say("doctor.proxy.from."+string(route.Source))))
	case route.Source == ciba.ProxyFromNobody && x.Detects != nil && x.Detects():
		x.ok("proxy", desk.Say("doctor.proxy.detected"))
	default:
		x.ok("proxy", desk.Say("doctor.proxy.none."+string(route.Source)))
	}
}

// roots says why the policy's root certificates can't be used.
func (x *examination) roots() {
	var fault *ciba.RootsError
	if errors.As(x.RootsErr, &fault) {
		x.fault("roots", desk.RootsProblem(fault, x.Policy.ExtraRoots), desk.Say("doctor.remedy.policy"))
		return
	}
	x.broken("roots", x.RootsErr, desk.Say("doctor.remedy.policy"))
}

// provider goes the way to the provider, step by step.
func (x *examination) provider() {
	if x.local() {
		x.ok("discovery", desk.Say("doctor.demo"))
		return
	}
	ctx, cancel := context.WithTimeout(x.ctx, networkBound)
	defer cancel()
	settings := x.Environment.Config()
	last := desk.Diagnostic{}
	options := ciba.Options{Transport: ciba.NewTransport(x.Network), Now: x.Now, UserAgent: "Ringback"}
	good := ciba.RunProbe(ctx, settings, "", options, func(p ciba.Probe) {
		last = x.step(p, settings)
		x.tell(last)
		if p.Step == ciba.ProbeDiscovery && !p.Failed {
			x.clock(p)
		}
	})
	if !good && last.Level != desk.LevelFault {
		x.slow("discovery", networkBound)
	}
}

// step says what a step found.
func (x *examination) step(p ciba.Probe, settings ciba.Config) desk.Diagnostic {
	line := desk.Diagnostic{Check: string(p.Step), Level: desk.LevelOK}
	switch {
	case p.Failed:
		line.Level = desk.LevelFault
		line.Text, line.Remedy = desk.ProbeProblem(p, settings)
		return line
	case p.Step == ciba.ProbeConnection && p.TLS != "" && p.CertificateExpires.Sub(x.Now()) < certificateSoon:
		line.Level = desk.LevelWarning
	case p.Step == ciba.ProbeDiscovery:
		p.HasDate = false // the clock has a line of its own
	}
	line.Text = desk.ProbeSuccess(p, settings, x.Now())
	return line
}

// clock compares our clock with the provider's.
func (x *examination) clock(p ciba.Probe) {
	remedy := desk.Say("doctor.remedy.clock")
	switch off := p.Offset.Abs(); {
	case !p.HasDate:
		x.ok("clock", desk.Say("doctor.clock.unstated"))
	case off > clockRefused:
		x.fault("clock", desk.ClockProblem(p.Offset), remedy)
	case off > clockNoted:
		x.warning("clock", desk.ClockProblem(p.Offset), remedy)
	default:
		x.ok("clock", desk.Say("doctor.clock.right"))
	}
}
