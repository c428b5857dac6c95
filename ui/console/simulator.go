package console

import (
	"io"

	"ringback/assets"
	"ringback/ui/desk"
)

// Broker is what a client needs to know of a stand-alone simulator.
type Broker struct {
	Issuer, ClientID, Secret string
	Phones                   string   // the address of the phones, for a browser
	Curl                     []string // the documented calls: start, poll, cancel
}

// ShowBroker writes how to reach a simulator. Nothing is put before the lines of the calls, so that
// they can be copied.
func ShowBroker(w io.Writer, words *assets.Words, b Broker) {
	say := func(key string, args ...any) { writeLine(w, desk.Say(key, args...).In(words)) }
	say("simulator.runs")
	writeLine(w, "")
	say("simulator.issuer", "Issuer", b.Issuer)
	say("simulator.client", "ClientID", b.ClientID)
	say("simulator.secret", "Secret", b.Secret)
	say("simulator.phones", "URL", b.Phones)
	for i, call := range b.Curl {
		writeLine(w, "")
		if keys := []string{"simulator.start", "simulator.poll", "simulator.cancel"}; i < len(keys) {
			say(keys[i])
		}
		writeLine(w, call)
	}
	writeLine(w, "")
	say("simulator.end")
}

// Address is an address where no simulator can be started. Default is one that works, Instead one
// that fits what was asked for; "" if there is none.
type Address struct {
	Problem          string // malformed, public, …: see package simulator
	Address          string
	Default, Instead string
	Err              error // the system's error
}

// AddressProblem says why, and what to do.
func AddressProblem(a Address) desk.Text {
	return desk.Say("simulator.address."+a.Problem, "Address", a.Address, "Default", a.Default, "Instead", a.Instead, "Detail", a.Err)
}
