# What wixl can't say of the installer, one statement a line. .build/package-windows runs each with msibuild.
#
# The program's folder in the machine's PATH: "=" sets it, "-" takes it out again, "*" is the machine.
CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL LOCALIZABLE, `Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL PRIMARY KEY `Environment`)
INSERT INTO `Environment` (`Environment`, `Name`, `Value`, `Component_`) VALUES ('Path', '=-*PATH', '[~];[INSTALLDIR]', 'Console')
INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('RemoveEnvironmentStrings', 3300)
INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('WriteEnvironmentStrings', 5200)
#
# The policy's folder belongs to the administrators, only they and the system may write, everybody may read, and nothing is
# inherited from the folder above, where every user may make files.
CREATE TABLE `MsiLockPermissionsEx` (`MsiLockPermissionsEx` CHAR(72) NOT NULL, `LockObject` CHAR(72) NOT NULL, `Table` CHAR(32) NOT NULL, `SDDLText` CHAR(0) NOT NULL, `Condition` CHAR(255) PRIMARY KEY `MsiLockPermissionsEx`)
INSERT INTO `MsiLockPermissionsEx` (`MsiLockPermissionsEx`, `LockObject`, `Table`, `SDDLText`) VALUES ('Policy', 'POLICYDIR', 'CreateFolder', 'O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)')
#
# An older product is removed within the installation, so that it comes back where that fails.
UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'
#
# Another build of the same version, such as a later snapshot, replaces it as well. 513: with the features, the maximum included.
DELETE FROM `Upgrade` WHERE `ActionProperty` = 'WIX_UPGRADE_DETECTED'
INSERT INTO `Upgrade` (`UpgradeCode`, `VersionMax`, `Attributes`, `ActionProperty`) VALUES ('{6C1D2C8E-5C0F-4B6B-9B0E-0B5E4D6A7C01}', '@NUMBERS@', 513, 'WIX_UPGRADE_DETECTED')
#
# The versions that .build/package-windows gave the programs.
UPDATE `File` SET `Version` = '@NUMBERS@.0', `Language` = '1033' WHERE `File` = 'ringback.exe'
UPDATE `File` SET `Version` = '@NUMBERS@.0', `Language` = '1033' WHERE `File` = 'ringbackw.exe'
