package desk

import (
	"slices"
	"testing"
	"testing/synctest"

	"ringback/storage/config"
)

func TestStartSaysWhatIsMissing(t *testing.T) {
	for _, test := range []struct {
		name   string
		do     func(*bench)
		want   string // key of what is said
		field  string
		lacks  []string
		starts bool
	}{
		{name: "nobody yet", do: func(*bench) {}, want: "form.missing.empty", field: "person", lacks: []string{"person"}},
		{name: "half a person", do: func(b *bench) { b.SetPerson(mette[:8]) }, want: "form.missing.wrong", field: "person", lacks: []string{"person"}},
		{name: "no text either", do: func(b *bench) { b.SetText("") }, want: "form.missing.empty", field: "person", lacks: []string{"person", "text"}},
		{name: "only the IP", do: func(b *bench) { b.SetPerson(mette); b.SetIP("x") }, want: "form.missing.wrong", field: "ip", lacks: []string{"ip"}},
		{name: "a call of ours", do: func(b *bench) { b.SetCaller(WeCalled) }, want: "form.missing.ack", field: MissingAck, lacks: []string{MissingAck, "person"}},
		{name: "not set up", do: func(b *bench) { b.SelectEnvironment(config.IDProduction) }, want: "state.idle.setup", field: MissingSetup, lacks: []string{"person", "ip"}},
		{name: "nothing", do: func(b *bench) { b.SetPerson(mette) }, starts: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{})
				test.do(b)
				synctest.Wait()
				v := b.View()
				if v.Missing.Text.Key != test.want || v.Missing.Field != test.field || !slices.Equal(v.Form.Lacks, test.lacks) {
					t.Errorf("%v in %q, lacking %v", v.Missing.Text, v.Missing.Field, v.Form.Lacks)
				}
				if !test.starts {
					sayable(t, v.Missing.Text)
				}
				before := v.Missing.Asked
				b.Start()
				synctest.Wait()
				v = b.View()
				if (v.State != Idle) != test.starts || v.Missing.Asked != before+map[bool]int{false: 1}[test.starts] {
					t.Errorf("Start: %s, asked %d times, was %d", v.State, v.Missing.Asked, before)
				}
				if test.field == "person" && v.Form.Person.Problem.IsZero() {
					t.Error("the field doesn't say what is wrong")
				}
			})
		})
	}
}
