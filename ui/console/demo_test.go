package console

import "testing"

func TestInDemo(t *testing.T) {
	tests := []struct {
		name      string
		asked     Request
		completed Request
	}{
		{name: "nobody", asked: Request{Text: "Kode 4821"}, completed: Request{Text: "Kode 4821", UUID: mette}},
		{name: "a UUID", asked: Request{UUID: "another"}, completed: Request{UUID: "another"}},
		{name: "a person, who is refused later", asked: Request{Person: "anna"}, completed: Request{Person: "anna"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.asked.InDemo(mette); got != test.completed {
				t.Errorf("it asks for %+v, want %+v", got, test.completed)
			}
		})
	}
}
