export const sendReport = () => undefined;
