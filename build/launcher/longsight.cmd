@echo off
rem The installed command line: the application's own executable, without a window.
"%~dp0..\..\Longsight.exe" --cli -- %*
exit /b %errorlevel%
