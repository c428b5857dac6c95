package console

// DemoScenario is what the phone does in demo by default. Everything has a default there, so that
// `ringback verify` alone shows a whole verification.
const DemoScenario = "approve"

// InDemo returns the request for the environment demo, with person as the default.
func (r Request) InDemo(person string) Request {
	if r.UUID == "" && r.Person == "" && r.CPR == "" {
		r.UUID = person
	}
	return r
}
