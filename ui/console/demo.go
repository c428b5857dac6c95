package console

// DemoScenario is what the phone does in demo where a call doesn't say: everything has a default
// there, so that `ringback verify` alone shows a whole verification.
const DemoScenario = "approve"

// InDemo is the request in the environment demo, where person is asked if it names nobody.
func (r Request) InDemo(person string) Request {
	if r.UUID == "" && r.Person == "" {
		r.UUID = person
	}
	return r
}
