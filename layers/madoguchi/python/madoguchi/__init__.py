"""The digital counter (窓口) of a prefecture: drill, applications, broadcasts and talk in one package."""
