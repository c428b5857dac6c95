package ciba_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"sync/atomic"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/ciba/simulator"
)

// From start to outcome: a person is asked, approves on the phone, and the ID token says so.
func Example() {
	broker := startBroker(simulator.Approve)
	defer broker.Close()

	client, err := ciba.NewClient(
		ciba.Config{Issuer: broker.Issuer(), ClientID: simulator.PublishedClientID, Scope: "openid mitid"},
		ciba.Options{Secret: simulator.PublishedClientSecret, Suspended: hurry()},
	)
	if err != nil {
		log.Fatal(err)
	}

	// A profile knows how the provider identifies the person, and what its token must say.
	person := mitid.Request{UUID: simulator.DocumentedPerson, Text: "Kode 4821, Nordby Kommune", IP: "192.0.2.7"}
	hint, err := person.Hint(mitid.HintJSON)
	if err != nil {
		log.Fatal(err)
	}
	verification, err := client.Prepare(
		ciba.Request{LoginHintToken: ciba.Secret(hint)},
		ciba.Params{Further: mitid.Checks(person, mitid.Options{})},
	)
	if err != nil {
		log.Fatal(err)
	}

	result := verification.Run(context.Background())
	fmt.Println(result.Outcome)
	if result.Outcome == ciba.Verified {
		name, _ := result.Token.Payload.String("mitid.identity_name")
		fmt.Println(name, "approved")
	}
	// Output:
	// verified
	// Mette Holm Sørensen approved
}

// What a provider says about itself, before any request.
func ExampleClient_Discover() {
	broker := startBroker(simulator.Approve)
	defer broker.Close()
	client := newClient(broker)

	metadata, err := client.Discover(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	at := func(endpoint string) string { return strings.TrimPrefix(endpoint, broker.Issuer()) }
	fmt.Println(at(metadata.Endpoints.BackchannelAuthentication))
	fmt.Println(at(metadata.Endpoints.Token))
	fmt.Println(metadata.Modes)
	// Output:
	// /connect/ciba
	// /connect/token
	// [poll]
}

// A cancel also reaches the provider, if that has an endpoint for it.
func ExampleVerification_Cancel() {
	broker := startBroker(simulator.Ignore)
	defer broker.Close()
	client := newClient(broker)

	acknowledged := make(chan struct{})
	params := asked()
	params.Observe = func(event ciba.Event) {
		if event.Kind == ciba.EventAcknowledged {
			close(acknowledged)
		}
	}
	verification := client.NewVerification(params)
	go func() {
		<-acknowledged // the phone is ringing
		verification.Cancel()
	}()

	result := verification.Run(context.Background())
	fmt.Println(result.Outcome)
	fmt.Println("at the provider:", result.Cancel)
	// Output:
	// cancelled
	// at the provider: done
}

// A program that ends while a person is asked can resume the same request later. Anyone who has
// what it keeps can cancel the request, so it is stored encrypted.
func ExampleClient_ResumeVerification() {
	broker := startBroker(simulator.Approve)
	defer broker.Close()

	ctx, leave := context.WithCancel(context.Background())
	var kept ciba.Resumption
	params := asked()
	params.Keep = func(_ context.Context, r ciba.Resumption) {
		kept = r
		leave()
	}
	result := newClient(broker).NewVerification(params).Run(ctx)
	fmt.Println(result.Outcome, result.Reason)

	// After the program has started again:
	result = newClient(broker).ResumeVerification(asked(), kept).Run(context.Background())
	fmt.Println(result.Outcome)
	// Output:
	// unknown left
	// verified
}

// startBroker serves a broker on this machine, whose people approve at once.
func startBroker(scenario simulator.Scenario) *simulator.Simulator {
	broker, err := simulator.Start(context.Background(), simulator.Options{
		Scenario: scenario, Interval: time.Millisecond, AnswerAfter: -1,
		Keys: &simulator.Keys{TransactionToken: keyB(), Token: keyA(), Encryption: keyB(), Next: keyB(), Forger: keyB()},
	})
	if err != nil {
		log.Fatal(err)
	}
	return broker
}

// newClient returns a client of the broker, with the options that the later examples need.
func newClient(broker *simulator.Simulator) *ciba.Client {
	client, err := ciba.NewClient(ciba.Config{
		Issuer: broker.Issuer(), ClientID: simulator.PublishedClientID, Scope: "openid mitid",
		Endpoints: ciba.Endpoints{Cancel: broker.Issuer() + "/api/v1/ciba/{auth_req_id}"},
	}, ciba.Options{Secret: simulator.PublishedClientSecret, Suspended: hurry()})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// asked returns the parameters of a request for the documented person.
func asked() ciba.Params {
	person := mitid.Request{UUID: simulator.DocumentedPerson, Text: "Kode 4821, Nordby Kommune", IP: "192.0.2.7"}
	form, err := person.Form("openid mitid", mitid.HintJSON)
	if err != nil {
		log.Fatal(err)
	}
	return ciba.Params{Form: form, Further: mitid.Checks(person, mitid.Options{})}
}

// hurry returns a clock on which the machine sleeps another second at each look, so that an example
// needn't wait for a poll. A program passes [ciba.Suspended].
func hurry() func() time.Duration {
	var looks atomic.Int64
	return func() time.Duration { return time.Duration(looks.Add(1)) * time.Second }
}
