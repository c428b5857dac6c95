package ui

import (
	"ringback/ciba"
	"ringback/ui/desk"
)

// diagnosed is a view with a diagnosis.
func diagnosed(page *desk.Diagnosis) desk.View {
	v := emptyView()
	v.Diagnosis, v.CanDiagnose = page, true
	return v
}

// diagnosisSample has lines of every level, long ones among them.
func diagnosisSample() *desk.Diagnosis {
	ok := func(check string, text desk.Text) desk.Diagnostic {
		return desk.Diagnostic{Check: check, Level: desk.LevelOK, Text: text}
	}
	return &desk.Diagnosis{Lines: []desk.Diagnostic{
		ok("program", desk.Say("doctor.program", "Program", "Ringback 1.0.0, windows/amd64")),
		ok("policy", desk.Say("doctor.value", "Key", "proxy", "Value", "\"http://proxy.nordby.example:3128\"",
			"From", desk.Say("doctor.from_line", "Place", `%ProgramData%\Ringback\policy.toml`, "Line", 4))),
		ok("folders", desk.Say("doctor.folders.writable", "Folder", `%AppData%\Ringback`)),
		ok("display", desk.Say("doctor.display.found", "Display", "windows")),
		{Check: "opengl", Level: desk.LevelFault, Text: desk.Say("doctor.display.no_opengl"), Remedy: desk.Say("doctor.remedy.no_opengl")},
		ok("keyring", desk.Say("doctor.keyring")),
		ok("journal", desk.Say("doctor.journal.readable")),
		{Check: "links", Level: desk.LevelWarning, Text: desk.Say("doctor.links.nobody"), Remedy: desk.Say("doctor.remedy.links")},
		ok("environment", desk.Say("doctor.environment", "ID", "pp", "Why", desk.Say("doctor.chosen.window"))),
		ok("proxy", desk.Say("doctor.proxy.used", "Host", "proxy.nordby.example:3128", "From", desk.Say("doctor.proxy.from.policy"))),
		ok("name", desk.Say("editor.trial.proxy_found", "Host", "proxy.nordby.example")),
		{
			Check: "connection", Level: desk.LevelFault, Text: desk.Say("doctor.certificate.certificate_unknown", "Host", "pp.netseidbroker.dk"),
			Remedy: desk.Say("doctor.remedy.certificate"),
		},
		{
			Check: "proxy", Level: desk.LevelFault, Text: desk.ProxyProblem(&ciba.ProxyError{Problem: ciba.ProxyLogin, Host: "proxy.nordby.example:3128"}),
			Remedy: desk.Say("doctor.remedy.proxy"),
		},
	}}
}
