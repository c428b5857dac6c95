package main

import (
	"cmp"
	"context"
	"os"
	"sync"
	"time"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/secrets"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// verifyCall holds the flags of verify.
type verifyCall struct {
	*flags
	request  console.Request
	json     bool
	stdin    string // the flag -request
	cpr      string // the flag -cpr
	scenario string
	language string
}

func newVerifyCall() *verifyCall {
	c := &verifyCall{flags: newFlags("ringback verify").withEnvironment()}
	c.BoolVar(&c.json, "json", false, "one JSON object per line")
	c.StringVar(&c.stdin, "request", "", "- reads the request as JSON from standard input")
	c.StringVar(&c.scenario, "scenario", "", "what the demo's phone does")
	c.StringVar(&c.language, "language", "", "of what is written; without it the system's")
	c.StringVar(&c.request.UUID, "uuid", "", "the person's MitID UUID")
	c.StringVar(&c.request.Person, "person", "", "instead of -uuid, in an environment of the profile generic")
	c.StringVar(&c.cpr, "cpr", "", "instead of -uuid: - reads the person's CPR number from standard input")
	c.StringVar(&c.request.Text, "reference", "", "the text that the MitID app shows")
	c.StringVar(&c.request.IP, "ip", "", "the person's IP address, as agreed with the broker")
	c.StringVar(&c.request.Action, "action", "", "LOG_ON, APPROVE, CONFIRM, ACCEPT or SIGN")
	c.StringVar(&c.request.Case, "reference-id", "", "your own number for the request")
	c.BoolVar(&c.request.Confirmed, "confirmed", false, "the person was asked, or asked for another request; it is recorded")
	return c
}

// notStarted tells whoever reads JSON that there will be no outcome: the last line gives it, even
// here.
func (c *verifyCall) notStarted() {
	if c.json {
		_ = console.NotStarted(console.StandardOutput(), time.Now())
	}
}

// verify runs one verification without a window.
func (p program) verify(args []string) int {
	call := newVerifyCall()
	if status, done := p.parse(call.flags, args); done {
		return status
	}
	failed := func(err error) int { call.notStarted(); return p.failed(err) }
	refuse := func(problem desk.Text) int { call.notStarted(); return p.refuse(problem) }
	var err error
	if call.language != "" && p.policy.Language == "" {
		if err = p.speak(assets.Language(call.language)); err != nil {
			return failed(err)
		}
	}
	console.AskForRequest(os.Stderr, call.stdin, os.Stdin, p.words)
	console.AskForCPR(os.Stderr, call.cpr, os.Stdin, p.words)
	if call.request, err = console.Asked(call.request, call.cpr, call.stdin, os.Stdin); err != nil {
		return failed(err)
	}
	home, err := p.readFiles(call.environments)
	if err != nil {
		return failed(err)
	}
	p.tellCrashes(home.folders)
	if problem := desk.NotAllowed(p.policy, call.environment); !problem.IsZero() {
		return refuse(problem)
	}
	environment, err := desk.ConsoleEnvironment(home.environments, call.environment)
	if err != nil {
		return failed(err)
	}
	var scenario simulator.Scenario
	switch {
	case environment == config.IDDemo:
		call.request = call.request.InDemo(simulator.DocumentedPerson)
		if scenario, err = simulator.ParseScenario(cmp.Or(call.scenario, console.DemoScenario)); err != nil {
			return failed(err)
		}
	case call.scenario != "":
		return refuse(desk.Say("command.scenario"))
	default:
		p.warn(desk.FolderNotice(home.folders))
	}
	p.warnMoved(home)
	return p.verifyIn(home, environment, scenario, call)
}

// verifyIn runs the verification of call in an environment. The scenario is what the demo's phone
// does; "" outside demo.
func (p program) verifyIn(home household, environment string, scenario simulator.Scenario, call *verifyCall) int {
	kept := secrets.New(secrets.OSKeyring(), secrets.Options{Guard: p.logs.Guard})
	defer func() { _ = kept.Close() }()
	var store desk.Secrets = kept
	if p.given != "" {
		store = secrets.Given{Store: kept, Secret: p.given}
	}
	changes := console.NewChanges()
	options := home.options(p, environment, store, kept)
	options.Simulator = startSimulator(scenario)
	var theDesk *desk.Desk
	options.Changed = func() {
		changes.Note()
		if p.watch != nil && theDesk != nil {
			p.watch(theDesk.View())
		}
	}
	options.DoneAtOnce = true
	theDesk = desk.New(options)

	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { theDesk.Run(ctx) })
	defer running.Wait()
	defer stop()
	interrupted, again, release := untilInterruptedTwice()
	defer release()
	defer p.logs.Guard() // before everything else ends
	return console.Verify(interrupted, console.Options{
		Desk: theDesk, Changes: changes, Words: p.words, Out: console.StandardOutput(), Err: console.Named(os.Stderr),
		JSON: call.json, Request: call.request, Scenario: string(scenario), Again: again,
	})
}
