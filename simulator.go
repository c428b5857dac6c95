package main

import (
	"context"
	"errors"
	"os"
	"time"

	"ringback/ciba/simulator"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// simulator serves the built-in broker to other clients.
func (p program) simulator(args []string) int {
	f := newFlags("ringback simulator")
	var options simulator.Options
	addr := f.String("addr", simulator.DefaultAddress, "host and port to listen on, on this machine")
	scenario := f.String("scenario", string(simulator.Decide), "what the phones do")
	f.DurationVar(&options.Interval, "interval", 5*time.Second, "between two polls")
	f.DurationVar(&options.ExpiresIn, "expires-in", 300*time.Second, "life of a request, in whole seconds")
	if status, done := p.parse(f, args); done {
		return status
	}
	var err error
	if options.Scenario, err = simulator.ParseScenario(*scenario); err != nil {
		return p.failed(err)
	}
	interrupted, release := untilInterrupted()
	defer release()
	broker, err := simulator.StartAt(interrupted, *addr, options)
	if wrong := (*simulator.AddressError)(nil); errors.As(err, &wrong) {
		return p.refuse(console.AddressProblem(console.Address{
			Problem: string(wrong.Problem), Address: wrong.Address, Default: simulator.DefaultAddress, Instead: wrong.Instead, Err: wrong.Err,
		}))
	}
	if err != nil {
		return p.failed(err)
	}
	out := console.NewOutput(console.StandardOutput())
	console.ShowBroker(out, p.words, console.Broker{
		Issuer: broker.Issuer(), ClientID: simulator.PublishedClientID, Secret: simulator.PublishedClientSecret,
		Phones: broker.PhoneURL(), Curl: broker.Curl(),
	})
	status := out.Status(0, p.words, console.Named(os.Stderr))
	if status == 0 { // otherwise its address is unknown to the user
		<-interrupted.Done()
	}
	_ = broker.Close()
	return status
}

// startSimulator returns the desk's way to start the built-in broker, so that the desk needn't
// import it.
func startSimulator(scenario simulator.Scenario) func(context.Context, func()) (desk.Simulator, error) {
	return func(ctx context.Context, changed func()) (desk.Simulator, error) {
		broker, err := simulator.Start(ctx, simulator.Options{Interval: simulator.DemoInterval, Scenario: scenario, Changed: changed})
		if err != nil {
			return nil, err
		}
		return simulator.NewDemo[desk.Person, desk.Scenario, desk.PhoneState](broker), nil
	}
}
